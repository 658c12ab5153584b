-- A script of wrk: GETs of one path, or, with a file of ids, of the path with one of them at its end. Arguments: a Bearer
-- token or "-", a file of ids or nothing. At its end it prints one line of JSON.
local ids = {}
local at = 0

function init(args)
    if args[1] and args[1] ~= "-" then wrk.headers["Authorization"] = "Bearer " .. args[1] end
    if args[2] then
        for id in io.lines(args[2]) do ids[#ids + 1] = wrk.path .. id end
        request = function()
            at = at % #ids + 1
            return wrk.format(nil, ids[at])
        end
    end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format('REPORT {"requests":%d,"seconds":%.6f,"p99_ms":%.3f,"failures":%d}\n', summary.requests,
        summary.duration / 1e6, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
