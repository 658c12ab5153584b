-- A script of wrk: each connection begins chats, and says something in each. Arguments: a Bearer token, an agent's id.
-- Two requests are one pair. At its end it prints what report.lua prints.
dofile(debug.getinfo(1, "S").source:sub(2):match(".*/") .. "report.lua")
local begun = {}
local beginning
local saying = '{"content":"How do I write a good question?"}'

function init(args)
    wrk.headers["Authorization"] = "Bearer " .. args[1]
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Accept"] = "application/json"
    beginning = wrk.format("POST", "/api/v1/chats", nil, '{"agent_id":"' .. args[2] .. '"}')
end

function request()
    local chat = table.remove(begun)
    if not chat then return beginning end
    return wrk.format("POST", "/api/v1/chats/" .. chat .. "/messages", nil, saying)
end

function response(status, headers, body)
    if status == 201 then begun[#begun + 1] = body:match('"id":"([^"]+)"') end
end
