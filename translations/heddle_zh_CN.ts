<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>Canvas</name>
    <message>
        <source>Do Not Start Here</source>
        <translation>不从此处开始</translation>
    </message>
    <message>
        <source>Start Here</source>
        <translation>从此处开始</translation>
    </message>
    <message>
        <source>Remove Error Path</source>
        <translation>移除错误路径</translation>
    </message>
    <message>
        <source>Add Error Path</source>
        <translation>添加错误路径</translation>
    </message>
    <message>
        <source>End the Run Here</source>
        <translation>在此结束运行</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Always Follow</source>
        <translation>始终执行</translation>
    </message>
    <message>
        <source>Follow on a Condition</source>
        <translation>按条件执行</translation>
    </message>
    <message>
        <source>Once for Each Item</source>
        <translation>逐项执行</translation>
    </message>
    <message>
        <source>Follow on an Error</source>
        <translation>出错时执行</translation>
    </message>
    <message>
        <source>Run on Any of Its Inputs</source>
        <translation>任一输入到达即运行</translation>
    </message>
    <message>
        <source>Wait for All of Its Inputs</source>
        <translation>等待全部输入</translation>
    </message>
    <message>
        <source>This node is gone.</source>
        <translation>此节点已不存在。</translation>
    </message>
    <message>
        <source>Drop it on a node.</source>
        <translation>请拖放到节点上。</translation>
    </message>
    <message>
        <source>This node begins a run: nothing can lead to it.</source>
        <translation>此节点是运行的起点，不能有连线通向它。</translation>
    </message>
    <message>
        <source>A node cannot lead straight back to itself: it would never stop. Use a case.</source>
        <translation>节点不能直接连回自身，否则永不停止。请使用条件分支。</translation>
    </message>
    <message>
        <source>These two are connected already.</source>
        <translation>这两个节点已经相连。</translation>
    </message>
    <message>
        <source>otherwise</source>
        <translation>否则</translation>
    </message>
    <message>
        <source>new case</source>
        <translation>新分支</translation>
    </message>
    <message>
        <source>on error</source>
        <translation>出错时</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>for each</source>
        <translation>逐项</translation>
    </message>
</context>
<context>
    <name>CanvasAccessible</name>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>waiting for a person</source>
        <translation>等待人工处理</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>the end of the run</source>
        <translation>运行结束</translation>
    </message>
    <message>
        <source>%1, not connected</source>
        <translation>%1，未连接</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1，来自 %2</translation>
    </message>
    <message>
        <source>%1, leads to %2</source>
        <translation>%1，通向 %2</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>On error</source>
        <translation>出错时</translation>
    </message>
    <message>
        <source>Otherwise</source>
        <translation>否则</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>新分支</translation>
    </message>
    <message>
        <source>Case %1</source>
        <translation>分支 %1</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>waits for all of its inputs</source>
        <translation>等待全部输入</translation>
    </message>
    <message>
        <source>problems: %1</source>
        <translation>问题：%1</translation>
    </message>
</context>
<context>
    <name>Edit</name>
    <message>
        <source>Add node</source>
        <translation>添加节点</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Change node</source>
        <translation>修改节点</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Change connection</source>
        <translation>修改连线</translation>
    </message>
    <message>
        <source>Rename node</source>
        <translation>重命名节点</translation>
    </message>
    <message>
        <source>Change workflow setting</source>
        <translation>修改工作流设置</translation>
    </message>
    <message>
        <source>Change state field</source>
        <translation>修改状态字段</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>排列</translation>
    </message>
    <message>
        <source>Change start</source>
        <translation>更改起点</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Replace the workflow</source>
        <translation>替换工作流</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>by condition</source>
        <translation>按条件</translation>
    </message>
    <message>
        <source>once per item</source>
        <translation>逐项</translation>
    </message>
    <message>
        <source>waits for all</source>
        <translation>等待全部</translation>
    </message>
    <message>
        <source>on error</source>
        <translation>出错时</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>from cache</source>
        <translation>来自缓存</translation>
    </message>
    <message>
        <source>When this step fails</source>
        <translation>此步骤失败时</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>Use a default value</source>
        <translation>使用默认值</translation>
    </message>
    <message>
        <source>Follow the error edge</source>
        <translation>转入错误连线</translation>
    </message>
    <message>
        <source>Default value</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>State fields and their values.</source>
        <translation>状态字段及其值。</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>尝试次数</translation>
    </message>
    <message>
        <source>First wait (ms)</source>
        <translation>首次等待（毫秒）</translation>
    </message>
    <message>
        <source>Wait grows by</source>
        <translation>等待增长倍数</translation>
    </message>
    <message>
        <source>Longest wait (ms)</source>
        <translation>最长等待（毫秒）</translation>
    </message>
    <message>
        <source>Vary the wait a little</source>
        <translation>等待时间加入随机抖动</translation>
    </message>
    <message>
        <source>Time limit (ms)</source>
        <translation>时限（毫秒）</translation>
    </message>
    <message>
        <source>0: no limit of its own.</source>
        <translation>0 表示不单独设限。</translation>
    </message>
    <message>
        <source>Run when nothing else can run</source>
        <translation>没有其他节点可运行时才运行</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>By condition</source>
        <translation>按条件</translation>
    </message>
    <message>
        <source>Once per item</source>
        <translation>逐项</translation>
    </message>
    <message>
        <source>On error</source>
        <translation>出错时</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>通向</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>列表项</translation>
    </message>
    <message>
        <source>An expression that gives a list, for example state.parts.</source>
        <translation>结果为列表的表达式，例如 state.parts。</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Its value, as text, picks the case below.</source>
        <translation>其值转为文本后，决定走下方哪个分支。</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Otherwise</source>
        <translation>否则</translation>
    </message>
    <message>
        <source>When several edges lead here</source>
        <translation>多条连线汇入时</translation>
    </message>
    <message>
        <source>Wait for all of them</source>
        <translation>等待全部到达</translation>
    </message>
    <message>
        <source>Run on any of them</source>
        <translation>任一到达即运行</translation>
    </message>
    <message>
        <source>Most steps</source>
        <translation>最大步数</translation>
    </message>
    <message>
        <source>At the same time</source>
        <translation>最大并发数</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Starts with</source>
        <translation>起始节点</translation>
    </message>
    <message>
        <source>Answer is in</source>
        <translation>回答所在字段</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限制</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Append</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Add up</source>
        <translation>累加</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>取最小值</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>取最大值</translation>
    </message>
    <message>
        <source>Any one</source>
        <translation>任取其一</translation>
    </message>
    <message>
        <source>One step only</source>
        <translation>仅限一步</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>不保存</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Something went wrong inside Heddle: {what}</source>
        <translation>Heddle 内部出错：{what}</translation>
    </message>
    <message>
        <source>{source} is not valid JSON: line {line}, column {column}.</source>
        <translation>{source} 不是有效的 JSON：第 {line} 行第 {column} 列。</translation>
    </message>
    <message>
        <source>{source} is nested deeper than {limit} levels.</source>
        <translation>{source} 的嵌套超过 {limit} 层。</translation>
    </message>
    <message>
        <source>{path} is missing.</source>
        <translation>缺少 {path}。</translation>
    </message>
    <message>
        <source>{path} must be of type {expected}, but is {got}.</source>
        <translation>{path} 的类型应为 {expected}，实际为 {got}。</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>文件 {file} 不存在。</translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}.</source>
        <translation>无法读取 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}. Nothing was changed.</source>
        <translation>无法写入 {file}：{reason}。未作任何更改。</translation>
    </message>
    <message>
        <source>“{text}” is not a version of the form 1.2.3.</source>
        <translation>“{text}”不是 1.2.3 形式的版本号。</translation>
    </message>
    <message>
        <source>{source} is JSON, but not a Heddle workflow: it has no schema_version or no nodes.</source>
        <translation>{source} 是 JSON，但不是 Heddle 工作流：缺少 schema_version 或 nodes。</translation>
    </message>
    <message>
        <source>{source} was written by a newer Heddle (format {got}; this one reads up to {known}). Update Heddle to open it.</source>
        <translation>{source} 由更新版本的 Heddle 写入（格式 {got}，当前版本最高支持 {known}）。请更新 Heddle 后再打开。</translation>
    </message>
    <message>
        <source>{path}: there is no edge kind “{got}”. Use normal, conditional, fan_out, barrier or error.</source>
        <translation>{path}：没有连线类型“{got}”。请使用 normal、conditional、fan_out、barrier 或 error。</translation>
    </message>
    <message>
        <source>{path}: there is no error policy “{got}”. Use fail, default or edge.</source>
        <translation>{path}：没有错误策略“{got}”。请使用 fail、default 或 edge。</translation>
    </message>
    <message>
        <source>The {part} “{key}” was changed elsewhere in the meantime.</source>
        <translation>在此期间，{part}“{key}”已在别处更改。</translation>
    </message>
    <message>
        <source>An edit names an unknown part “{got}”.</source>
        <translation>某次编辑指向未知的部分“{got}”。</translation>
    </message>
    <message>
        <source>There are two node types named “{type}”.</source>
        <translation>有两个节点类型都名为“{type}”。</translation>
    </message>
    <message>
        <source>The template {template} has no parameter “{parameter}”.</source>
        <translation>模板 {template} 没有参数“{parameter}”。</translation>
    </message>
    <message>
        <source>The template {template} needs a value for “{parameter}”.</source>
        <translation>模板 {template} 需要为“{parameter}”提供值。</translation>
    </message>
    <message>
        <source>No connection to {url}: {reason}. Check the address and that the service is running.</source>
        <translation>无法连接 {url}：{reason}。请检查地址，并确认服务正在运行。</translation>
    </message>
    <message>
        <source>No secure connection to {url}: {reason}. Check the address, the certificate and this computer&apos;s clock.</source>
        <translation>无法与 {url} 建立安全连接：{reason}。请检查地址、证书和本机时间。</translation>
    </message>
    <message>
        <source>{url} closed the connection in mid-answer: {reason}. Try again.</source>
        <translation>{url} 在响应途中关闭了连接：{reason}。请重试。</translation>
    </message>
    <message>
        <source>The request to {url} failed: {reason}.</source>
        <translation>对 {url} 的请求失败：{reason}。</translation>
    </message>
    <message>
        <source>“{url}” is not an address that Heddle can ask: {reason}. Use one that starts with http:// or https://.</source>
        <translation>Heddle 无法访问地址“{url}”：{reason}。请使用以 http:// 或 https:// 开头的地址。</translation>
    </message>
    <message>
        <source>The header {name} for {url} has a line break. Remove it.</source>
        <translation>发往 {url} 的请求头 {name} 含有换行符。请将其移除。</translation>
    </message>
    <message>
        <source>{url} sends requests on to {target}, where they must not go unasked: {reason}. If you trust that address, enter it instead.</source>
        <translation>{url} 要将请求转发到 {target}，未经同意不能转发：{reason}。如果信任该地址，请直接填写它。</translation>
    </message>
    <message>
        <source>The answer of {url} is larger than {limit} bytes.</source>
        <translation>{url} 的响应超过 {limit} 字节。</translation>
    </message>
    <message>
        <source>The server sent one event of more than {limit} bytes.</source>
        <translation>服务器发送的单个事件超过 {limit} 字节。</translation>
    </message>
    <message>
        <source>The request to {url} was cancelled.</source>
        <translation>对 {url} 的请求已取消。</translation>
    </message>
    <message>
        <source>{provider} ({url}) did not accept the API key: {reason}. Check the key in the settings.</source>
        <translation>{provider}（{url}）不接受此 API 密钥：{reason}。请在设置中检查密钥。</translation>
    </message>
    <message>
        <source>{provider} ({url}) does not allow this with the given API key: {reason}. Ask the owner of the account, or use another key.</source>
        <translation>{provider}（{url}）不允许用此 API 密钥执行该操作：{reason}。请联系账户所有者，或换用其他密钥。</translation>
    </message>
    <message>
        <source>{provider} ({url}) has no model “{model}”: {reason}. Choose another model in the settings.</source>
        <translation>{provider}（{url}）没有模型“{model}”：{reason}。请在设置中选择其他模型。</translation>
    </message>
    <message>
        <source>{provider} ({url}) refused the request for “{model}”: {reason}. Check the options of this step.</source>
        <translation>{provider}（{url}）拒绝了对“{model}”的请求：{reason}。请检查此步骤的选项。</translation>
    </message>
    <message>
        <source>The text is too long for “{model}” at {provider} ({url}): {reason}. Shorten it or choose a model with a larger context.</source>
        <translation>文本超出 {provider}（{url}）上“{model}”的长度限制：{reason}。请缩短文本，或选择上下文更大的模型。</translation>
    </message>
    <message>
        <source>{provider} ({url}) asks to come back later: {reason}. Wait a little and try again.</source>
        <translation>{provider}（{url}）要求稍后再试：{reason}。请稍候重试。</translation>
    </message>
    <message>
        <source>The credit or quota at {provider} ({url}) is used up: {reason}. Check the plan and billing of the account, or use another service.</source>
        <translation>{provider}（{url}）的额度或配额已用尽：{reason}。请检查账户的套餐与账单，或换用其他服务。</translation>
    </message>
    <message>
        <source>{provider} ({url}) is overloaded: {reason}. Try again later or choose another model.</source>
        <translation>{provider}（{url}）负载过高：{reason}。请稍后重试，或选择其他模型。</translation>
    </message>
    <message>
        <source>{provider} ({url}) failed with status {status}: {reason}. Try again later.</source>
        <translation>{provider}（{url}）出错，状态码 {status}：{reason}。请稍后重试。</translation>
    </message>
    <message>
        <source>{provider} ({url}) did not answer as a model service does: {reason}. Check that the address is that of an OpenAI-compatible service.</source>
        <translation>{provider}（{url}）的响应不符合模型服务的格式：{reason}。请确认该地址是兼容 OpenAI 的服务。</translation>
    </message>
    <message>
        <source>{provider} ({url}) stopped in the middle of its answer: {reason}. What had arrived is kept; run the step again for a whole answer.</source>
        <translation>{provider}（{url}）在回答途中停止：{reason}。已收到的内容会保留；重新运行此步骤可获得完整回答。</translation>
    </message>
    <message>
        <source>{provider} ({url}) blocked the request by its content rules: {reason}. Change the text.</source>
        <translation>{provider}（{url}）因内容规则拦截了请求：{reason}。请修改文本。</translation>
    </message>
    <message>
        <source>The answer of {model} was cancelled.</source>
        <translation>{model} 的回答已取消。</translation>
    </message>
    <message>
        <source>{path} has the role “{role}”; a message is of system, user, assistant or tool.</source>
        <translation>{path} 的角色为“{role}”；消息的角色只能是 system、user、assistant 或 tool。</translation>
    </message>
    <message>
        <source>The workflow has no nodes yet. Add one from the palette.</source>
        <translation>工作流还没有节点。请从节点列表中添加。</translation>
    </message>
    <message>
        <source>No node is marked as the entry, so nothing would run.</source>
        <translation>没有节点被设为入口，因此不会运行任何内容。</translation>
    </message>
    <message>
        <source>The entry names a node “{target}” that is not there.</source>
        <translation>入口指向不存在的节点“{target}”。</translation>
    </message>
    <message>
        <source>State field “{field}”: there is no reducer “{got}”.</source>
        <translation>状态字段“{field}”：没有归约器“{got}”。</translation>
    </message>
    <message>
        <source>The edge “{edge}” starts nowhere.</source>
        <translation>连线“{edge}”没有起点。</translation>
    </message>
    <message>
        <source>The edge “{edge}” leads nowhere.</source>
        <translation>连线“{edge}”没有终点。</translation>
    </message>
    <message>
        <source>The edge “{edge}” starts at “{target}”, which is not there.</source>
        <translation>连线“{edge}”的起点“{target}”不存在。</translation>
    </message>
    <message>
        <source>The edge “{edge}” leads from “{node}” to “{target}”, which is not there.</source>
        <translation>连线“{edge}”从“{node}”通向“{target}”，而后者不存在。</translation>
    </message>
    <message>
        <source>The edge “{edge}” has several sources; only a barrier may have them.</source>
        <translation>连线“{edge}”有多个来源；只有汇合连线才允许多个来源。</translation>
    </message>
    <message>
        <source>The condition after “{node}” is empty.</source>
        <translation>“{node}”之后的条件为空。</translation>
    </message>
    <message>
        <source>The condition after “{node}” has no cases.</source>
        <translation>“{node}”之后的条件没有分支。</translation>
    </message>
    <message>
        <source>The condition after “{node}” has no “otherwise”: a value that fits no case would stop the run.</source>
        <translation>“{node}”之后的条件没有“否则”分支：值不匹配任何分支时，运行将停止。</translation>
    </message>
    <message>
        <source>The fan-out after “{node}” does not say which items it spreads.</source>
        <translation>“{node}”之后的扇出未指定要分发哪些列表项。</translation>
    </message>
    <message>
        <source>The fan-out after “{node}” leads to the end; it needs a node that takes the items.</source>
        <translation>“{node}”之后的扇出直接通向结束；它需要一个接收列表项的节点。</translation>
    </message>
    <message>
        <source>“{node}” has an error edge, but its error policy does not take it.</source>
        <translation>“{node}”有错误连线，但其错误策略不会使用它。</translation>
    </message>
    <message>
        <source>“{node}” should take its error edge on failure, but has none.</source>
        <translation>“{node}”失败时应转入错误连线，但没有错误连线。</translation>
    </message>
    <message>
        <source>“{node}” should go on with a default value on failure, but has none.</source>
        <translation>“{node}”失败时应使用默认值继续，但没有默认值。</translation>
    </message>
    <message>
        <source>Nothing leads to “{node}”; it never runs.</source>
        <translation>没有连线通向“{node}”，它永远不会运行。</translation>
    </message>
    <message>
        <source>These nodes go round for ever: {nodes}. Make one of the edges conditional, so that there is a way out.</source>
        <translation>这些节点会无限循环：{nodes}。请将其中一条连线改为条件连线，留出出口。</translation>
    </message>
    <message>
        <source>“{node}” has the type “{type}”, which this Heddle does not know.</source>
        <translation>“{node}”的类型“{type}”不为当前版本的 Heddle 所支持。</translation>
    </message>
    <message>
        <source>There is no state field “{field}”. There are: {known}.</source>
        <translation>没有状态字段“{field}”。现有字段：{known}。</translation>
    </message>
    <message>
        <source>There is no variable “{name}”. Expressions read state, item, index, run and error.</source>
        <translation>没有变量“{name}”。表达式可读取 state、item、index、run 和 error。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{expected}” was expected, but there is “{found}”.</source>
        <translation>第 {line} 行第 {column} 列：应为“{expected}”，实际为“{found}”。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{text}” is no complete number or text.</source>
        <translation>第 {line} 行第 {column} 列：“{text}”不是完整的数字或文本。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{macro}” needs a variable name and then an expression, for example items.all(item, item &gt; 0).</source>
        <translation>第 {line} 行第 {column} 列：“{macro}”需要先写变量名，再写表达式，例如 items.all(item, item &gt; 0)。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: the expression is nested deeper than {limit} levels.</source>
        <translation>第 {line} 行第 {column} 列：表达式的嵌套超过 {limit} 层。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: a place for an expression is opened here, but never closed with two braces.</source>
        <translation>第 {line} 行第 {column} 列：此处开始了一个表达式占位，但没有用两个右花括号结束。</translation>
    </message>
    <message>
        <source>The expression did more than {limit} steps of work and was stopped.</source>
        <translation>表达式的计算超过 {limit} 步，已停止。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: a condition must be true or false, but this is of type {type}.</source>
        <translation>第 {line} 行第 {column} 列：条件的值应为 true 或 false，实际类型为 {type}。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: there is no “{key}” here. Ask with has(…) first, or use “.?”.</source>
        <translation>第 {line} 行第 {column} 列：此处没有“{key}”。请先用 has(…) 判断，或使用“.?”。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: a value of type {type} has no field “{field}”.</source>
        <translation>第 {line} 行第 {column} 列：类型为 {type} 的值没有字段“{field}”。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: there is no variable “{name}”.</source>
        <translation>第 {line} 行第 {column} 列：没有变量“{name}”。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: there is no function “{function}”.</source>
        <translation>第 {line} 行第 {column} 列：没有函数“{function}”。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{function}” does not take values of type {types}.</source>
        <translation>第 {line} 行第 {column} 列：“{function}”不接受类型为 {types} 的值。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: the result of “{operator}” does not fit into 64 bits.</source>
        <translation>第 {line} 行第 {column} 列：“{operator}”的结果超出 64 位范围。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: division by zero.</source>
        <translation>第 {line} 行第 {column} 列：除数为零。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: there is no position {index}; there are {size}.</source>
        <translation>第 {line} 行第 {column} 列：没有位置 {index}，共 {size} 个元素。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{text}” cannot be made a value of type {to}.</source>
        <translation>第 {line} 行第 {column} 列：“{text}”无法转换为 {to} 类型。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: these bytes are no UTF-8 text.</source>
        <translation>第 {line} 行第 {column} 列：这些字节不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{pattern}” is no regular expression that is supported.</source>
        <translation>第 {line} 行第 {column} 列：“{pattern}”不是受支持的正则表达式。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{clause}” does not show a value of type {type}.</source>
        <translation>第 {line} 行第 {column} 列：“{clause}”不能用于 {type} 类型的值。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{format}” holds an unknown clause; there are %s %d %f %e %b %o %x %X and %%.</source>
        <translation>第 {line} 行第 {column} 列：“{format}”含有未知的格式符；可用的有 %s %d %f %e %b %o %x %X 和 %%。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: bits cannot be shifted by {offset} places.</source>
        <translation>第 {line} 行第 {column} 列：不能移位 {offset} 位。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: the optional value is not there. Use orValue(…) to say what to take then.</source>
        <translation>第 {line} 行第 {column} 列：可选值不存在。请用 orValue(…) 指定替代值。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: the time is outside of the years 1 to 9999, or the duration longer than 10,000 years.</source>
        <translation>第 {line} 行第 {column} 列：时间不在公元 1 年至 9999 年之间，或时长超过 10,000 年。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: there is no time zone “{zone}”.</source>
        <translation>第 {line} 行第 {column} 列：没有时区“{zone}”。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: a value of type {type} cannot be the key of a map.</source>
        <translation>第 {line} 行第 {column} 列：类型为 {type} 的值不能作为映射的键。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: the key {key} is there twice.</source>
        <translation>第 {line} 行第 {column} 列：键 {key} 重复。</translation>
    </message>
    <message>
        <source>“{node}”: {path} is empty.</source>
        <translation>“{node}”：{path} 为空。</translation>
    </message>
    <message>
        <source>“{node}” needs a value for “{field}”.</source>
        <translation>“{node}”需要“{field}”的值。</translation>
    </message>
    <message>
        <source>“{choice}” is not one of the choices: {known}.</source>
        <translation>“{choice}”不在可选项中：{known}。</translation>
    </message>
    <message>
        <source>“{node}” needs at least two labels to choose from.</source>
        <translation>“{node}”至少需要两个标签供选择。</translation>
    </message>
    <message>
        <source>“{node}”: the model named none of the labels. It said: {answer}</source>
        <translation>“{node}”：模型没有给出任何一个标签。它的回答：{answer}</translation>
    </message>
    <message>
        <source>“{node}”: {model} refused to answer: {reason}</source>
        <translation>“{node}”：{model} 拒绝回答：{reason}</translation>
    </message>
    <message>
        <source>There is no agent {agent}.</source>
        <translation>智能体 {agent} 不存在。</translation>
    </message>
    <message>
        <source>There is no template {template}.</source>
        <translation>模板 {template} 不存在。</translation>
    </message>
    <message>
        <source>The parameters do not fit the template {template}: {path} {reason}</source>
        <translation>参数不符合模板 {template}：{path} {reason}</translation>
    </message>
    <message>
        <source>There is no chat {chat}.</source>
        <translation>对话 {chat} 不存在。</translation>
    </message>
    <message>
        <source>There is no run {run}.</source>
        <translation>运行 {run} 不存在。</translation>
    </message>
    <message>
        <source>Several runs begin with {run}. Give more of the id.</source>
        <translation>有多个运行的 ID 以 {run} 开头。请输入更多字符。</translation>
    </message>
    <message>
        <source>The run {run} is {status}; there is nothing to go on with.</source>
        <translation>运行 {run} 的状态为 {status}，没有可继续的内容。</translation>
    </message>
    <message>
        <source>The run {run} is going on already.</source>
        <translation>运行 {run} 正在进行中。</translation>
    </message>
    <message>
        <source>The program ended while this run was going on. Resume it: nothing that had finished runs again.</source>
        <translation>程序在此次运行途中退出。可以继续运行，已完成的部分不会重复执行。</translation>
    </message>
    <message>
        <source>The workflow cannot run: {reason}</source>
        <translation>工作流无法运行：{reason}</translation>
    </message>
    <message>
        <source>The workflow has no input node at its entry, so there is no place for a text. Add one, or give the input as JSON.</source>
        <translation>工作流的入口没有输入节点，无处接收文本。请添加输入节点，或以 JSON 提供输入。</translation>
    </message>
    <message>
        <source>There is no model “{model}”. There are: {known}.</source>
        <translation>没有模型“{model}”。现有模型：{known}。</translation>
    </message>
    <message>
        <source>“{address}” is not an http or https address.</source>
        <translation>“{address}”不是 http 或 https 地址。</translation>
    </message>
    <message>
        <source>This needs a workspace, and none is open.</source>
        <translation>此操作需要工作区，但当前没有打开的工作区。</translation>
    </message>
    <message>
        <source>There is no room left for {file}: {reason}. Nothing that was saved is lost. Free some space on this disk and try again.</source>
        <translation>没有空间写入 {file}：{reason}。已保存的内容不会丢失。请清理磁盘空间后重试。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}. Check its permissions and its disk, or choose another workspace.</source>
        <translation>无法写入 {file}：{reason}。请检查其权限和所在磁盘，或选择其他工作区。</translation>
    </message>
    <message>
        <source>This workspace was opened for reading only. Close the other Heddle that has it open, then open it again.</source>
        <translation>此工作区以只读方式打开。请关闭占用它的另一个 Heddle，再重新打开。</translation>
    </message>
    <message>
        <source>{file} is damaged: {reason}. Move it away and put back a copy (there may be one beside it, named .backup), or start with a new workspace.</source>
        <translation>{file} 已损坏：{reason}。请将其移走并恢复备份（同一文件夹中可能有 .backup 文件），或新建工作区。</translation>
    </message>
    <message>
        <source>{file} cannot be read or written: {reason}. Check the disk and try again.</source>
        <translation>无法读写 {file}：{reason}。请检查磁盘后重试。</translation>
    </message>
    <message>
        <source>{file} was written by a newer Heddle (schema {got}; this one knows {known}). Update Heddle, or choose another workspace. Nothing was changed.</source>
        <translation>{file} 由更新版本的 Heddle 写入（架构版本 {got}，当前支持 {known}）。请更新 Heddle，或选择其他工作区。未作任何更改。</translation>
    </message>
    <message>
        <source>{file} was written by an older Heddle (schema {got}; this one reads {known}). Open the workspace once in the program to bring it up to date.</source>
        <translation>{file} 由旧版本的 Heddle 写入（架构版本 {got}，当前读取 {known}）。请先在桌面程序中打开一次此工作区，以完成升级。</translation>
    </message>
    <message>
        <source>{file} is a database of another program. Choose another workspace. Nothing was changed.</source>
        <translation>{file} 是其他程序的数据库。请选择其他工作区。未作任何更改。</translation>
    </message>
    <message>
        <source>The workspace {file} is open in another Heddle (process {pid} on {host}). Close it there, or choose another workspace.</source>
        <translation>工作区 {file} 已在另一个 Heddle 中打开（主机 {host} 上的进程 {pid}）。请先在那里关闭，或选择其他工作区。</translation>
    </message>
    <message>
        <source>Another program holds {file}: {reason}. Close that program and try again.</source>
        <translation>{file} 被其他程序占用：{reason}。请关闭该程序后重试。</translation>
    </message>
    <message>
        <source>This does not fit what is stored already ({reason}). Nothing was changed.</source>
        <translation>与已存储的内容冲突（{reason}）。未作任何更改。</translation>
    </message>
    <message>
        <source>Something went wrong inside Heddle&apos;s database: {reason}</source>
        <translation>Heddle 的数据库内部出错：{reason}</translation>
    </message>
    <message>
        <source>There is no run {execution}.</source>
        <translation>运行 {execution} 不存在。</translation>
    </message>
    <message>
        <source>This is no JSON Schema at {path}: {reason}</source>
        <translation>{path} 处不是 JSON Schema：{reason}</translation>
    </message>
    <message>
        <source>The schema refers to “{reference}” at {path}, which is not there.</source>
        <translation>Schema 在 {path} 处引用了不存在的“{reference}”。</translation>
    </message>
    <message>
        <source>The schema&apos;s regular expression “{pattern}” at {path} is not supported.</source>
        <translation>Schema 在 {path} 处的正则表达式“{pattern}”不受支持。</translation>
    </message>
    <message>
        <source>The schema refers to itself without end at {path}.</source>
        <translation>Schema 在 {path} 处无限引用自身。</translation>
    </message>
    <message>
        <source>{path} must not be there.</source>
        <translation>不允许出现 {path}。</translation>
    </message>
    <message>
        <source>{path} must be one of {values}.</source>
        <translation>{path} 必须是以下值之一：{values}。</translation>
    </message>
    <message>
        <source>{path} must be {value}.</source>
        <translation>{path} 必须为 {value}。</translation>
    </message>
    <message>
        <source>{path} must be at least {limit}, but is {value}.</source>
        <translation>{path} 不得小于 {limit}，实际为 {value}。</translation>
    </message>
    <message>
        <source>{path} must be at most {limit}, but is {value}.</source>
        <translation>{path} 不得大于 {limit}，实际为 {value}。</translation>
    </message>
    <message>
        <source>{path} must be more than {limit}, but is {value}.</source>
        <translation>{path} 必须大于 {limit}，实际为 {value}。</translation>
    </message>
    <message>
        <source>{path} must be less than {limit}, but is {value}.</source>
        <translation>{path} 必须小于 {limit}，实际为 {value}。</translation>
    </message>
    <message>
        <source>{path} must be a multiple of {limit}, but is {value}.</source>
        <translation>{path} 必须是 {limit} 的倍数，实际为 {value}。</translation>
    </message>
    <message>
        <source>{path} must have at least {limit} characters, but has {length}.</source>
        <translation>{path} 至少需要 {limit} 个字符，实际有 {length} 个。</translation>
    </message>
    <message>
        <source>{path} must have at most {limit} characters, but has {length}.</source>
        <translation>{path} 最多允许 {limit} 个字符，实际有 {length} 个。</translation>
    </message>
    <message>
        <source>{path} must fit the pattern “{pattern}”.</source>
        <translation>{path} 必须匹配模式“{pattern}”。</translation>
    </message>
    <message>
        <source>{path} must have the format {format}.</source>
        <translation>{path} 必须符合 {format} 格式。</translation>
    </message>
    <message>
        <source>{path} must have at least {limit} entries, but has {count}.</source>
        <translation>{path} 至少需要 {limit} 个条目，实际有 {count} 个。</translation>
    </message>
    <message>
        <source>{path} must have at most {limit} entries, but has {count}.</source>
        <translation>{path} 最多允许 {limit} 个条目，实际有 {count} 个。</translation>
    </message>
    <message>
        <source>{path} must not have the same entry twice.</source>
        <translation>{path} 不得有重复条目。</translation>
    </message>
    <message>
        <source>{path} has no entry of the kind that it needs.</source>
        <translation>{path} 缺少符合要求的条目。</translation>
    </message>
    <message>
        <source>{path} needs at least {limit} entries of a kind, but has {count}.</source>
        <translation>{path} 至少需要 {limit} 个符合要求的条目，实际有 {count} 个。</translation>
    </message>
    <message>
        <source>{path} may have at most {limit} entries of a kind, but has {count}.</source>
        <translation>{path} 最多允许 {limit} 个此类条目，实际有 {count} 个。</translation>
    </message>
    <message>
        <source>{path} lacks “{property}”.</source>
        <translation>{path} 缺少“{property}”。</translation>
    </message>
    <message>
        <source>{path} must have at least {limit} members, but has {count}.</source>
        <translation>{path} 至少需要 {limit} 个成员，实际有 {count} 个。</translation>
    </message>
    <message>
        <source>{path} must have at most {limit} members, but has {count}.</source>
        <translation>{path} 最多允许 {limit} 个成员，实际有 {count} 个。</translation>
    </message>
    <message>
        <source>{path} has a member “{property}”, whose name is not allowed.</source>
        <translation>{path} 的成员“{property}”名称不符合要求。</translation>
    </message>
    <message>
        <source>{path} has a member “{property}”, which is not known here.</source>
        <translation>{path} 含有未知的成员“{property}”。</translation>
    </message>
    <message>
        <source>{path} has an entry at position {index}, which is not expected.</source>
        <translation>{path} 在位置 {index} 处有多余的条目。</translation>
    </message>
    <message>
        <source>{path} lacks “{property}”, which is needed because of “{because}”.</source>
        <translation>{path} 缺少“{property}”，因为有“{because}”时必须提供它。</translation>
    </message>
    <message>
        <source>{path} fits none of the {choices} forms that it may have.</source>
        <translation>{path} 不符合 {choices} 种允许形式中的任何一种。</translation>
    </message>
    <message>
        <source>{path} must fit exactly one of {choices} forms, but fits {fitting}.</source>
        <translation>{path} 必须恰好符合 {choices} 种形式中的一种，实际符合 {fitting} 种。</translation>
    </message>
    <message>
        <source>{path} has a form that is not allowed.</source>
        <translation>{path} 的形式不被允许。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: there is no field “{field}”. There are: {known}.</source>
        <translation>第 {line} 行第 {column} 列：没有字段“{field}”。现有字段：{known}。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: “{function}” takes another number of values.</source>
        <translation>第 {line} 行第 {column} 列：“{function}”的参数个数不符。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: a value of type {left} never equals one of type {right}.</source>
        <translation>第 {line} 行第 {column} 列：{left} 类型的值永远不会等于 {right} 类型的值。</translation>
    </message>
    <message>
        <source>{path}: the workflow has no first step. Choose the nodes that run first.</source>
        <translation>{path}：工作流没有第一步。请选择最先运行的节点。</translation>
    </message>
    <message>
        <source>{path}: there is no node “{node}”. Connect to a node that exists.</source>
        <translation>{path}：没有节点“{node}”。请连接到已有的节点。</translation>
    </message>
    <message>
        <source>{path}: there is no node type “{type}”.</source>
        <translation>{path}：没有节点类型“{type}”。</translation>
    </message>
    <message>
        <source>{path}: there is no reducer “{got}”. Use replace, append, add, merge, messages, min, max, any, ephemeral or untracked.</source>
        <translation>{path}：没有归约器“{got}”。请使用 replace、append、add、merge、messages、min、max、any、ephemeral 或 untracked。</translation>
    </message>
    <message>
        <source>{path}: a field with the reducer {reducer} cannot begin with a value of type {got}.</source>
        <translation>{path}：使用归约器 {reducer} 的字段，初始值不能是 {got} 类型。</translation>
    </message>
    <message>
        <source>{path}: the connection does not say where it comes from.</source>
        <translation>{path}：连线未指明来源。</translation>
    </message>
    <message>
        <source>{path}: the node “{node}” is to take its error edge, but has none. Draw one, or choose another error policy.</source>
        <translation>{path}：节点“{node}”应转入错误连线，但没有错误连线。请添加一条，或选择其他错误策略。</translation>
    </message>
    <message>
        <source>{path}: the node “{node}” is to go on with a default, but has none. Give it an object of state fields.</source>
        <translation>{path}：节点“{node}”应使用默认值继续，但没有默认值。请提供由状态字段组成的对象。</translation>
    </message>
    <message>
        <source>The input must be an object of state fields, but is of type {got}.</source>
        <translation>输入必须是由状态字段组成的对象，实际类型为 {got}。</translation>
    </message>
    <message>
        <source>The workflow has no state field “{field}”. Check the name.</source>
        <translation>工作流没有状态字段“{field}”。请检查名称。</translation>
    </message>
    <message>
        <source>The nodes “{node}” and “{other}” wrote to “{field}” in the same step. Give the field another reducer, or let them run one after the other.</source>
        <translation>节点“{node}”和“{other}”在同一步写入了“{field}”。请为该字段换用其他归约器，或让两个节点先后运行。</translation>
    </message>
    <message>
        <source>“{node}” wrote a value of type {got} to “{field}”, which its reducer {reducer} cannot take.</source>
        <translation>“{node}”向“{field}”写入了 {got} 类型的值，其归约器 {reducer} 无法处理。</translation>
    </message>
    <message>
        <source>The node “{node}” leads to “{target}”, which does not exist.</source>
        <translation>节点“{node}”通向不存在的“{target}”。</translation>
    </message>
    <message>
        <source>No case of the condition “{edge}” after the node “{node}” fits the value {value}. Add a case or a default target.</source>
        <translation>节点“{node}”之后的条件“{edge}”没有匹配值 {value} 的分支。请添加分支或默认目标。</translation>
    </message>
    <message>
        <source>The fan-out “{edge}” after the node “{node}” needs a list, but got a value of type {got}.</source>
        <translation>节点“{node}”之后的扇出“{edge}”需要列表，实际得到 {got} 类型的值。</translation>
    </message>
    <message>
        <source>The run stopped after {limit} steps. Check the workflow for an endless loop, or raise its limit; it can be resumed.</source>
        <translation>运行在 {limit} 步后停止。请检查工作流是否存在无限循环，或提高步数上限；之后可以继续运行。</translation>
    </message>
    <message>
        <source>The run stopped: it used {used} tokens of {limit}. It can be resumed with a larger budget.</source>
        <translation>运行已停止：已使用 {used} Token，上限为 {limit}。提高预算后可以继续运行。</translation>
    </message>
    <message>
        <source>The run stopped: it cost {used} of {limit}. It can be resumed with a larger budget.</source>
        <translation>运行已停止：已花费 {used}，上限为 {limit}。提高预算后可以继续运行。</translation>
    </message>
    <message>
        <source>The node “{node}” took longer than its {ms} ms. Allow it more time, or check the service that it waits for.</source>
        <translation>节点“{node}”超过了 {ms} 毫秒的时限。请延长时限，或检查它所等待的服务。</translation>
    </message>
    <message>
        <source>The run took longer than its {ms} ms. It can be resumed.</source>
        <translation>运行超过了 {ms} 毫秒的时限。可以继续运行。</translation>
    </message>
    <message>
        <source>The work was cancelled.</source>
        <translation>操作已取消。</translation>
    </message>
    <message>
        <source>The run {thread} is already going on.</source>
        <translation>运行 {thread} 正在进行中。</translation>
    </message>
    <message>
        <source>Another process has gone on with the run {thread}. What it stored is kept; look at it there.</source>
        <translation>另一个进程已继续运行 {thread}。其存储的内容已保留，请在那里查看。</translation>
    </message>
    <message>
        <source>There is already a run {thread}.</source>
        <translation>运行 {thread} 已存在。</translation>
    </message>
    <message>
        <source>There is no stored run {thread}.</source>
        <translation>没有已存储的运行 {thread}。</translation>
    </message>
    <message>
        <source>The run waits for {count} answers. Name the question that is answered: {questions}.</source>
        <translation>运行正在等待 {count} 个回答。请指明所回答的问题：{questions}。</translation>
    </message>
    <message>
        <source>The run does not wait for an answer to {question}. Its open questions: {questions}.</source>
        <translation>运行并未等待 {question} 的回答。待回答的问题：{questions}。</translation>
    </message>
    <message>
        <source>The run {thread} waits for the node “{node}”, which the workflow no longer has.</source>
        <translation>运行 {thread} 正在等待节点“{node}”，但工作流中已没有该节点。</translation>
    </message>
    <message>
        <source>The checkpoint {checkpoint} of the run {thread} cannot be read: {reason}.</source>
        <translation>无法读取运行 {thread} 的检查点 {checkpoint}：{reason}。</translation>
    </message>
    <message>
        <source>{file} is larger than {limit} bytes. Check that it is the right file.</source>
        <translation>{file} 超过 {limit} 字节。请确认文件是否正确。</translation>
    </message>
    <message>
        <source>{provider} ({url}) asks for an API key, and none is set: {reason}. Set it in the settings.</source>
        <translation>{provider}（{url}）需要 API 密钥，但尚未设置：{reason}。请在设置中填写。</translation>
    </message>
    <message>
        <source>There is already a file {file}. Choose another name.</source>
        <translation>文件 {file} 已存在。请换一个名称。</translation>
    </message>
    <message>
        <source>“{text}” is not of the form name=value.</source>
        <translation>“{text}”不是 name=value 的形式。</translation>
    </message>
    <message>
        <source>“{text}” is not a time such as 30d, 12h or 45m.</source>
        <translation>“{text}”不是像 30d、12h 或 45m 这样的时间。</translation>
    </message>
    <message>
        <source>The run {run} is {status}; there is nothing to cancel.</source>
        <translation>运行 {run} 的状态是 {status}，没有可取消的内容。</translation>
    </message>
    <message>
        <source>The process that runs {run} was asked to cancel it and has not done so yet. Look again with: heddlectl runs show {run}</source>
        <translation>已请求正在执行 {run} 的进程取消它，但尚未完成。可用以下命令再次查看：heddlectl runs show {run}</translation>
    </message>
    <message>
        <source>{file} is not a run that Heddle exported, or it is damaged: {reason}. Nothing was changed.</source>
        <translation>{file} 不是 Heddle 导出的运行，或者已损坏：{reason}。没有做任何更改。</translation>
    </message>
    <message>
        <source>{file} was exported by a newer Heddle (schema {got}; this one knows {known}). Update Heddle to import it. Nothing was changed.</source>
        <translation>{file} 由更新版本的 Heddle 导出（结构版本 {got}，此版本支持到 {known}）。请更新 Heddle 后再导入。没有做任何更改。</translation>
    </message>
    <message>
        <source>The newest checkpoint of {thread} is not there.</source>
        <translation>{thread} 的最新检查点不存在。</translation>
    </message>
    <message>
        <source>The checkpoint {checkpoint} of {thread} does not lead back to a whole state.</source>
        <translation>{thread} 的检查点 {checkpoint} 无法追溯到完整状态。</translation>
    </message>
    <message>
        <source>The thread {thread} counts fewer commits than it has checkpoints.</source>
        <translation>线程 {thread} 记录的提交数少于其检查点数。</translation>
    </message>
    <message>
        <source>The thread {thread} and its list of tasks do not agree.</source>
        <translation>线程 {thread} 与其任务列表不一致。</translation>
    </message>
    <message>
        <source>The database is damaged: {reason}.</source>
        <translation>数据库已损坏：{reason}。</translation>
    </message>
    <message>
        <source>The run {thread} has no checkpoint {checkpoint}.</source>
        <translation>运行 {thread} 没有检查点 {checkpoint}。</translation>
    </message>
    <message>
        <source>{count} checkpoints of the run begin with {checkpoint}. Give more of the id.</source>
        <translation>该运行有 {count} 个检查点以 {checkpoint} 开头。请给出更长的标识。</translation>
    </message>
    <message>
        <source>The workflow has no node “{node}” as which the state could be changed. It has: {known}.</source>
        <translation>工作流中没有可用来更改状态的节点“{node}”。现有节点：{known}。</translation>
    </message>
    <message>
        <source>{count} nodes could have made this change, so it is not clear where the run goes on. Name one. Those that wrote last: {nodes}.</source>
        <translation>有 {count} 个节点可能做出此更改，因此无法确定运行从何处继续。请指定一个节点。最后写入的节点：{nodes}。</translation>
    </message>
    <message>
        <source>This plan is made to look at a run, not to run it.</source>
        <translation>此计划仅用于查看运行，不能用于执行。</translation>
    </message>
    <message>
        <source>{path}: there is no mode “{got}”. Use steps or flow.</source>
        <translation>{path}：没有模式“{got}”。请使用 steps 或 flow。</translation>
    </message>
    <message>
        <source>“{node}” calls a sub-graph “{graph}”, which is not there. There are: {known}.</source>
        <translation>“{node}”调用了不存在的子图“{graph}”。现有子图：{known}。</translation>
    </message>
    <message>
        <source>The sub-graph “{graph}” would call itself, directly or through others.</source>
        <translation>子图“{graph}”会直接或间接地调用自身。</translation>
    </message>
    <message>
        <source>Nothing calls the sub-graph “{graph}”.</source>
        <translation>没有节点调用子图“{graph}”。</translation>
    </message>
    <message>
        <source>{path}: the workflow has no sub-graph “{graph}”. Choose one that it has.</source>
        <translation>{path}：工作流中没有子图“{graph}”。请选择已有的子图。</translation>
    </message>
    <message>
        <source>{path}: the sub-graph “{graph}” would call itself. Use a loop instead.</source>
        <translation>{path}：子图“{graph}”会调用自身。请改用循环。</translation>
    </message>
    <message>
        <source>The node “{node}” calls a sub-graph without naming one.</source>
        <translation>节点“{node}”调用子图，但没有指明是哪一个。</translation>
    </message>
    <message>
        <source>Two tasks called a sub-graph that keeps its memory at the same time ({thread}). Let them run one after the other, or give it fresh memory.</source>
        <translation>两个任务同时调用了保留记忆的子图（{thread}）。请让它们依次运行，或让子图每次重新开始。</translation>
    </message>
    <message>
        <source>The sub-graph at “{node}” has no memory, so nothing in it can ask or wait. Give it fresh memory.</source>
        <translation>“{node}”处的子图没有记忆，其中的节点不能提问或等待。请改为每次重新开始。</translation>
    </message>
    <message>
        <source>The node “{node}” spoke to the graph around its own, but there is none.</source>
        <translation>节点“{node}”要向外层的图发出指令，但外层没有图。</translation>
    </message>
    <message>
        <source>The node “{node}” showed no sign of life for {ms} ms. Allow it more time, or check the service that it waits for.</source>
        <translation>节点“{node}”在 {ms} 毫秒内没有任何动静。请给它更多时间，或检查它所等待的服务。</translation>
    </message>
    <message>
        <source>“{node}”: {path} gives a value of type {got}, which is no time.</source>
        <translation>“{node}”：{path} 给出的值类型为 {got}，不是时间。</translation>
    </message>
    <message>
        <source>{url} did not answer in time: {reason}. Try again; when this goes on, see whether the server is overloaded or the way to it is slow.</source>
        <translation>{url} 没有及时应答：{reason}。请重试；如果一直如此，请检查服务器是否过载或网络是否太慢。</translation>
    </message>
    <message>
        <source>There is no role “{role}”. There are: user, developer, reviewer, admin.</source>
        <translation>没有“{role}”这个角色。可用的角色：user、developer、reviewer、admin。</translation>
    </message>
    <message>
        <source>The cryptographic library failed at {what}. Check that this computer has memory left and a complete OpenSSL.</source>
        <translation>加密库在 {what} 处失败。请检查本机是否还有可用内存，以及 OpenSSL 是否完整。</translation>
    </message>
    <message>
        <source>This secret was encrypted with the key {key}, which is not here. Bring back that key, or enter the secret again.</source>
        <translation>此机密由密钥 {key} 加密，而该密钥不在这里。请恢复该密钥，或重新输入机密。</translation>
    </message>
    <message>
        <source>A stored secret is damaged or was moved from another place. Enter it again.</source>
        <translation>已保存的机密已损坏，或是从别处移来的。请重新输入。</translation>
    </message>
    <message>
        <source>{path} holds dots in place of a secret that is not stored here. Enter the secret itself.</source>
        <translation>{path} 中是圆点，而这里没有与之对应的已保存机密。请输入机密本身。</translation>
    </message>
    <message>
        <source>The root key {key} is in none of these places: {tried}. Bring it back from a backup; without it, stored secrets cannot be read.</source>
        <translation>以下位置都没有根密钥 {key}：{tried}。请从备份恢复；没有它就无法读取已保存的机密。</translation>
    </message>
    <message>
        <source>{source} holds no root key: 32 bytes in base64url were expected. Bring it back from a backup.</source>
        <translation>{source} 中没有根密钥：应为 32 字节的 base64url。请从备份恢复。</translation>
    </message>
    <message>
        <source>Others may read the key file {file} (mode {mode}). Make it private with chmod 600, and consider its key known.</source>
        <translation>他人可以读取密钥文件 {file}（权限 {mode}）。请用 chmod 600 设为私有，并将其中的密钥视为已泄露。</translation>
    </message>
    <message>
        <source>The secrets here are locked with a passphrase ({file}), and none was given.</source>
        <translation>这里的机密由口令锁定（{file}），但没有提供口令。</translation>
    </message>
    <message>
        <source>This is not the passphrase that the secrets were locked with.</source>
        <translation>这不是锁定机密时所用的口令。</translation>
    </message>
    <message>
        <source>There is no place for a root key; tried: {tried}.</source>
        <translation>没有可存放根密钥的位置；已尝试：{tried}。</translation>
    </message>
    <message>
        <source>The key ring of this desktop did not answer: {reason}. Unlock it and try again.</source>
        <translation>本机的密钥环没有响应：{reason}。请解锁后重试。</translation>
    </message>
    <message>
        <source>Too many people are signing in at this moment. Try again in a few seconds.</source>
        <translation>此刻登录的人太多。请过几秒再试。</translation>
    </message>
    <message>
        <source>The password must have at least {limit} characters.</source>
        <translation>密码至少要有 {limit} 个字符。</translation>
    </message>
    <message>
        <source>The password must have at most {limit} bytes.</source>
        <translation>密码最多 {limit} 字节。</translation>
    </message>
    <message>
        <source>The password is no valid text (UTF-8).</source>
        <translation>密码不是有效的文本（UTF-8）。</translation>
    </message>
    <message>
        <source>This password is one of those that are guessed first. Choose another, for example several words.</source>
        <translation>这是最先会被猜到的密码之一。请换一个，例如由几个词组成。</translation>
    </message>
    <message>
        <source>This password is a pattern of keys or repeats a few characters. Choose another, for example several words.</source>
        <translation>此密码是键盘上的规律，或只是重复几个字符。请换一个，例如由几个词组成。</translation>
    </message>
    <message>
        <source>This password is made of your name or login. Choose another, for example several words.</source>
        <translation>此密码由您的姓名或登录名构成。请换一个，例如由几个词组成。</translation>
    </message>
    <message>
        <source>You may not do this ({operation}). Ask an administrator for the right role.</source>
        <translation>您无权执行此操作（{operation}）。请向管理员申请相应的角色。</translation>
    </message>
    <message>
        <source>The access token is not valid ({reason}). Sign in again.</source>
        <translation>访问令牌无效（{reason}）。请重新登录。</translation>
    </message>
    <message>
        <source>The access token has expired. Sign in again.</source>
        <translation>访问令牌已过期。请重新登录。</translation>
    </message>
    <message>
        <source>This is no Ed25519 key in PEM form.</source>
        <translation>这不是 PEM 格式的 Ed25519 密钥。</translation>
    </message>
    <message>
        <source>This is not the passphrase of the signing key.</source>
        <translation>这不是该签名密钥的口令。</translation>
    </message>
    <message>
        <source>None of the trusted keys signed this ({type}). It was changed, or comes from somebody else.</source>
        <translation>没有任何受信任的密钥为此签名（{type}）。它被改动过，或来自他人。</translation>
    </message>
    <message>
        <source>{path} is no base64: this is not a signed envelope.</source>
        <translation>{path} 不是 base64：这不是签名信封。</translation>
    </message>
    <message>
        <source>“{name}” is neither a host name nor an IP address.</source>
        <translation>“{name}”既不是主机名，也不是 IP 地址。</translation>
    </message>
    <message>
        <source>{source} has more than {limit} members.</source>
        <translation>{source} 的成员超过 {limit} 个。</translation>
    </message>
    <message>
        <source>{source} has the member “{key}” twice in one object.</source>
        <translation>{source} 的同一个对象里出现了两次成员“{key}”。</translation>
    </message>
    <message>
        <source>The request cannot be read: {reason}.</source>
        <translation>无法读取请求：{reason}。</translation>
    </message>
    <message>
        <source>The request&apos;s target is refused: {reason}.</source>
        <translation>请求的目标被拒绝：{reason}。</translation>
    </message>
    <message>
        <source>The request&apos;s target is longer than {limit} bytes.</source>
        <translation>请求的目标超过 {limit} 字节。</translation>
    </message>
    <message>
        <source>The request&apos;s header fields are more than the limit of {limit} allows.</source>
        <translation>请求头字段超出了上限 {limit}。</translation>
    </message>
    <message>
        <source>The request&apos;s body is larger than {limit} bytes.</source>
        <translation>请求体超过 {limit} 字节。</translation>
    </message>
    <message>
        <source>Only HTTP/1.1 and HTTP/1.0 are spoken here.</source>
        <translation>这里只支持 HTTP/1.1 和 HTTP/1.0。</translation>
    </message>
    <message>
        <source>The only expectation that can be met is 100-continue.</source>
        <translation>只支持 100-continue 这一种 Expect。</translation>
    </message>
    <message>
        <source>The request did not arrive in time. Try again.</source>
        <translation>请求没有及时到达。请重试。</translation>
    </message>
    <message>
        <source>The client has closed the connection.</source>
        <translation>客户端已关闭连接。</translation>
    </message>
    <message>
        <source>“{address}” is not an IP address.</source>
        <translation>“{address}”不是 IP 地址。</translation>
    </message>
    <message>
        <source>The server cannot listen on {address}, port {port}: {reason}. Choose another port, or stop what uses it.</source>
        <translation>服务器无法监听 {address} 的端口 {port}：{reason}。请换一个端口，或停止占用它的程序。</translation>
    </message>
    <message>
        <source>{file} cannot be used for TLS: {reason}. It must be a PEM file, and the key must fit the certificate.</source>
        <translation>{file} 不能用于 TLS：{reason}。它必须是 PEM 文件，且私钥须与证书匹配。</translation>
    </message>
    <message>
        <source>Something went wrong inside Heddle. The server&apos;s log says more under {request}.</source>
        <translation>Heddle 内部出错。服务器日志中 {request} 一条有详细说明。</translation>
    </message>
    <message>
        <source>There is nothing at this address.</source>
        <translation>这个地址下没有内容。</translation>
    </message>
    <message>
        <source>{method} is not possible here. Use one of {allow}.</source>
        <translation>这里不能使用 {method}。可用：{allow}。</translation>
    </message>
    <message>
        <source>The parameter “{parameter}” is wrong: {reason}</source>
        <translation>参数“{parameter}”有误：{reason}</translation>
    </message>
    <message>
        <source>There is no parameter “{parameter}” here.</source>
        <translation>这里没有参数“{parameter}”。</translation>
    </message>
    <message>
        <source>The request&apos;s body must be of the type {accept}.</source>
        <translation>请求体的类型必须是 {accept}。</translation>
    </message>
    <message>
        <source>The request needs a body of the type {accept}.</source>
        <translation>请求需要类型为 {accept} 的请求体。</translation>
    </message>
    <message>
        <source>The request&apos;s body is not UTF-8.</source>
        <translation>请求体不是 UTF-8 编码。</translation>
    </message>
    <message>
        <source>The request&apos;s body is wrong: {reason}</source>
        <translation>请求体有误：{reason}</translation>
    </message>
    <message>
        <source>This cursor is not one of this list&apos;s. Begin again without it.</source>
        <translation>这个游标不属于此列表。请去掉它重新开始。</translation>
    </message>
    <message>
        <source>Idempotency-Key must be 1 to {limit} printable characters.</source>
        <translation>Idempotency-Key 必须是 1 到 {limit} 个可打印字符。</translation>
    </message>
    <message>
        <source>This Idempotency-Key was used for another request.</source>
        <translation>这个 Idempotency-Key 已用于另一个请求。</translation>
    </message>
    <message>
        <source>The first request with this Idempotency-Key is still being answered. Ask again in a moment.</source>
        <translation>使用此 Idempotency-Key 的第一个请求仍在处理中。请稍后再试。</translation>
    </message>
    <message>
        <source>This was changed in the meantime; it is {etag} now. Fetch it again and repeat the change.</source>
        <translation>它在此期间已被修改，现在是 {etag}。请重新获取后再修改。</translation>
    </message>
    <message>
        <source>Send If-Match with the ETag of what you change.</source>
        <translation>请在 If-Match 中给出所修改对象的 ETag。</translation>
    </message>
    <message>
        <source>Too many requests. Try again later.</source>
        <translation>请求过多。请稍后再试。</translation>
    </message>
    <message>
        <source>The route {route} is wrong: {reason}.</source>
        <translation>路由 {route} 有误：{reason}。</translation>
    </message>
    <message>
        <source>The run {thread} was not recorded from its beginning. Start one with --record to replay it.</source>
        <translation>运行 {thread} 没有从头录制。请用 --record 启动一次运行再重放。</translation>
    </message>
    <message>
        <source>The replay differs from the recording at “{node}”: its call {number} asks for another “{asked}” ({path}) than the recorded “{recorded}”.</source>
        <translation>重放在“{node}”处与录制不同：第 {number} 次调用请求的“{asked}”（{path}）与录制的“{recorded}”不一致。</translation>
    </message>
    <message>
        <source>The recording of “{node}” ends before its call {number}, which asks for “{asked}”.</source>
        <translation>“{node}”的录制在第 {number} 次调用之前就结束了，而该调用请求“{asked}”。</translation>
    </message>
    <message>
        <source>The replay of step {step} differs from the recording: “{node}” wrote something else.</source>
        <translation>第 {step} 步的重放与录制不同：“{node}”写入了别的内容。</translation>
    </message>
    <message>
        <source>The replay stops after step {step}, but the recorded run goes on.</source>
        <translation>重放在第 {step} 步之后停止，但录制的运行还在继续。</translation>
    </message>
    <message>
        <source>The name or the password is wrong.</source>
        <translation>用户名或密码错误。</translation>
    </message>
    <message>
        <source>Too many tries to sign in. Wait a little, then try again.</source>
        <translation>登录尝试过多。请稍等片刻再试。</translation>
    </message>
    <message>
        <source>The session is over. Sign in again.</source>
        <translation>会话已结束。请重新登录。</translation>
    </message>
    <message>
        <source>The API key is not valid: it is unknown, has expired or was revoked.</source>
        <translation>API 密钥无效：未知、已过期或已被撤销。</translation>
    </message>
    <message>
        <source>There is no API key {key}.</source>
        <translation>没有 API 密钥 {key}。</translation>
    </message>
    <message>
        <source>“{scope}” is no scope of an API key. Scopes look like “chats.send”, “chats.*” or “*”.</source>
        <translation>“{scope}”不是 API 密钥的权限范围。权限范围形如“chats.send”、“chats.*”或“*”。</translation>
    </message>
    <message>
        <source>There is no user {user}.</source>
        <translation>没有用户 {user}。</translation>
    </message>
    <message>
        <source>There is a user “{login}” already.</source>
        <translation>用户“{login}”已存在。</translation>
    </message>
    <message>
        <source>“{login}” cannot be a login: 1 to 64 letters, digits, &apos;.&apos;, &apos;-&apos;, &apos;_&apos; or &apos;@&apos;.</source>
        <translation>“{login}”不能作为登录名：应为 1 到 64 个字母、数字、“.”、“-”、“_”或“@”。</translation>
    </message>
    <message>
        <source>This is the last administrator. Make another one first.</source>
        <translation>这是最后一位管理员。请先设立另一位。</translation>
    </message>
    <message>
        <source>This password cannot be used: {reason}</source>
        <translation>不能使用这个密码：{reason}</translation>
    </message>
    <message>
        <source>The two passwords differ. Try again.</source>
        <translation>两次输入的密码不一致。请重试。</translation>
    </message>
    <message>
        <source>“{anchor}” is no place in the audit log. It looks like 12:9f86d081…, as verify prints it.</source>
        <translation>“{anchor}”不是审计日志中的位置。它形如 12:9f86d081…，由 verify 打印。</translation>
    </message>
    <message>
        <source>The audit log is not what was written: entry {sequence} ({damage}).</source>
        <translation>审计日志与写入时不一致：第 {sequence} 条（{damage}）。</translation>
    </message>
    <message>
        <source>Other computers could connect to {address}, and passwords would travel in clear. Give --cert and --key, or --plain-http when a proxy in front does TLS.</source>
        <translation>其他计算机可以连接到 {address}，密码会以明文传输。请给出 --cert 和 --key；如果前面有代理负责 TLS，请给出 --plain-http。</translation>
    </message>
    <message>
        <source>Sign in, or send an API key, as “Authorization: Bearer …”.</source>
        <translation>请登录，或以 “Authorization: Bearer …” 发送 API 密钥。</translation>
    </message>
    <message>
        <source>The agent was changed meanwhile. Load it again, then change it.</source>
        <translation>智能体已在此期间被修改。请重新加载后再修改。</translation>
    </message>
    <message>
        <source>“{version}” is not a version of the form 1.2.3.</source>
        <translation>“{version}” 不是 1.2.3 形式的版本号。</translation>
    </message>
    <message>
        <source>The agent has a version {version} already.</source>
        <translation>智能体已有版本 {version}。</translation>
    </message>
    <message>
        <source>There is no category “{category}”.</source>
        <translation>没有分类 “{category}”。</translation>
    </message>
    <message>
        <source>There is no review {review}.</source>
        <translation>没有审核 {review}。</translation>
    </message>
    <message>
        <source>The review {review} does not wait for anybody: it is {status}.</source>
        <translation>审核 {review} 不在等待任何人：其状态为 {status}。</translation>
    </message>
    <message>
        <source>A rating has 1 to 5 stars.</source>
        <translation>评分为 1 到 5 星。</translation>
    </message>
    <message>
        <source>The chat is over. Begin a new one.</source>
        <translation>对话已结束。请开始新的对话。</translation>
    </message>
    <message>
        <source>The template {template} is built in. Make one of your own.</source>
        <translation>模板 {template} 是内置的。请创建自己的模板。</translation>
    </message>
    <message>
        <source>The template was changed meanwhile. Load it again, then change it.</source>
        <translation>模板已在此期间被修改。请重新加载后再修改。</translation>
    </message>
    <message>
        <source>The template has problems. Mend them, then save it.</source>
        <translation>模板有问题。请修正后再保存。</translation>
    </message>
    <message>
        <source>There is no node type “{type}”.</source>
        <translation>没有节点类型 “{type}”。</translation>
    </message>
    <message>
        <source>There is a node type “{type}” already.</source>
        <translation>已有节点类型 “{type}”。</translation>
    </message>
    <message>
        <source>The node type “{type}” is built in. Make one of your own.</source>
        <translation>节点类型 “{type}” 是内置的。请创建自己的节点类型。</translation>
    </message>
    <message>
        <source>The node type was changed meanwhile. Load it again, then change it.</source>
        <translation>节点类型已在此期间被修改。请重新加载后再修改。</translation>
    </message>
    <message>
        <source>“{type}” is no name for a node type. Use small letters, digits and _, 64 at most.</source>
        <translation>“{type}” 不能作为节点类型的名称。请使用小写字母、数字和 _，最多 64 个字符。</translation>
    </message>
    <message>
        <source>The defaults of “{type}” do not fit its base type.</source>
        <translation>“{type}” 的默认值不符合其基础类型。</translation>
    </message>
    <message>
        <source>There is no provider {provider}.</source>
        <translation>没有服务商 {provider}。</translation>
    </message>
    <message>
        <source>There is a provider “{name}” already.</source>
        <translation>已有服务商 “{name}”。</translation>
    </message>
    <message>
        <source>Configurations use the provider “{provider}”. Remove those first.</source>
        <translation>有配置正在使用服务商 “{provider}”。请先移除这些配置。</translation>
    </message>
    <message>
        <source>The provider was changed meanwhile. Load it again, then change it.</source>
        <translation>服务商已在此期间被修改。请重新加载后再修改。</translation>
    </message>
    <message>
        <source>There is no configuration {config}.</source>
        <translation>没有配置 {config}。</translation>
    </message>
    <message>
        <source>The configuration was changed meanwhile. Load it again, then change it.</source>
        <translation>配置已在此期间被修改。请重新加载后再修改。</translation>
    </message>
    <message>
        <source>The configuration is not what “{provider}” wants.</source>
        <translation>配置不符合 “{provider}” 的要求。</translation>
    </message>
    <message>
        <source>Configurations of “{provider}” cannot be checked by a call yet.</source>
        <translation>“{provider}” 的配置暂时无法通过调用来检查。</translation>
    </message>
    <message>
        <source>{provider} answered with HTTP status {status}.</source>
        <translation>{provider} 返回了 HTTP 状态 {status}。</translation>
    </message>
    <message>
        <source>There is no job {job}.</source>
        <translation>没有任务 {job}。</translation>
    </message>
    <message>
        <source>The job {job} has ended: it is {state}.</source>
        <translation>任务 {job} 已结束：其状态为 {state}。</translation>
    </message>
    <message>
        <source>The job {job} is {state}. Only one that failed or was cancelled can be retried.</source>
        <translation>任务 {job} 的状态为 {state}。只有失败或已取消的任务可以重试。</translation>
    </message>
    <message>
        <source>Nobody here can do jobs of the kind “{kind}”.</source>
        <translation>此处没有可以执行 “{kind}” 类任务的程序。</translation>
    </message>
    <message>
        <source>The job was cancelled.</source>
        <translation>任务已取消。</translation>
    </message>
    <message>
        <source>The database&apos;s address is wrong: {reason}. It looks like postgres://user:password@host:5432/database.</source>
        <translation>数据库地址有误：{reason}。地址的形式为 postgres://user:password@host:5432/database。</translation>
    </message>
    <message>
        <source>The database {file} is in {encoding}. Heddle needs one in UTF8: CREATE DATABASE … TEMPLATE template0 ENCODING &apos;UTF8&apos;.</source>
        <translation>数据库 {file} 的编码为 {encoding}。Heddle 需要 UTF8 编码的数据库：CREATE DATABASE … TEMPLATE template0 ENCODING &apos;UTF8&apos;。</translation>
    </message>
    <message>
        <source>A copy of the database takes pg_dump and pg_restore, which are not installed where Heddle runs (Debian: postgresql-client).</source>
        <translation>复制数据库需要 pg_dump 和 pg_restore，但此处未安装（Debian：postgresql-client）。</translation>
    </message>
    <message>
        <source>There is no setting “{key}”. There are: {known}.</source>
        <translation>没有设置 “{key}”。可用的设置：{known}。</translation>
    </message>
    <message>
        <source>The setting {key} cannot be “{got}”. Allowed is {allowed}.</source>
        <translation>设置 {key} 不能为 “{got}”。允许的值：{allowed}。</translation>
    </message>
    <message>
        <source>TLS needs both settings, tls.certificate and tls.key, and one of them is empty.</source>
        <translation>TLS 需要同时设置 tls.certificate 和 tls.key，但其中一个为空。</translation>
    </message>
    <message>
        <source>The audit log has entries, but the key that it was written with is gone, so that nobody can say whether it is whole. Bring the database back from a backup.</source>
        <translation>审计日志有条目，但写入所用的密钥已丢失，因此无法判断日志是否完整。请从备份恢复数据库。</translation>
    </message>
    <message>
        <source>{file} cannot be restored: {reason}. Choose another copy. Nothing was changed.</source>
        <translation>{file} 无法恢复：{reason}。请选择其他副本。未作任何更改。</translation>
    </message>
    <message>
        <source>There is a workspace {file} already. With --force it is kept beside the restored one. Nothing was changed.</source>
        <translation>已有工作区 {file}。使用 --force 时，它会保留在恢复的工作区旁边。未作任何更改。</translation>
    </message>
    <message>
        <source>{file} is in use or was not closed, so that parts of it are in the log beside it. Make a copy of it with “heddlectl backup”. Nothing was changed.</source>
        <translation>{file} 正在使用或未正常关闭，部分内容仍在其旁边的日志中。请用 “heddlectl backup” 制作副本。未作任何更改。</translation>
    </message>
    <message>
        <source>There is a configuration “{name}” already.</source>
        <translation>已有名为“{name}”的配置。</translation>
    </message>
    <message>
        <source>There is no tool {tool}.</source>
        <translation>没有工具 {tool}。</translation>
    </message>
    <message>
        <source>There is a tool “{name}” already.</source>
        <translation>已有名为“{name}”的工具。</translation>
    </message>
    <message>
        <source>The tool was changed meanwhile: it is at revision {revision}. Read it again.</source>
        <translation>该工具已被他人修改：现为修订版 {revision}。请重新读取。</translation>
    </message>
    <message>
        <source>There is no server of tools {server}.</source>
        <translation>没有工具服务器 {server}。</translation>
    </message>
    <message>
        <source>There is a server of tools “{server}” already.</source>
        <translation>已有工具服务器“{server}”。</translation>
    </message>
    <message>
        <source>The server of tools was changed meanwhile. Read it again.</source>
        <translation>该工具服务器已被他人修改。请重新读取。</translation>
    </message>
    <message>
        <source>“{address}” is not the address of a server: https://HOST[:PORT].</source>
        <translation>“{address}”不是服务器地址：https://主机[:端口]。</translation>
    </message>
    <message>
        <source>“{address}” is not encrypted, and others could read the password or token on the way. Use https.</source>
        <translation>“{address}”未加密，他人可能在途中读到密码或令牌。请使用 https。</translation>
    </message>
    <message>
        <source>Who asks the server? Give --as LOGIN, or a token in the variable HEDDLE_TOKEN.</source>
        <translation>以谁的身份访问服务器？请给出 --as 登录名，或在变量 HEDDLE_TOKEN 中给出令牌。</translation>
    </message>
    <message>
        <source>What answers there is no Heddle server: HTTP status {status}.</source>
        <translation>该地址上的并非 Heddle 服务器：HTTP 状态 {status}。</translation>
    </message>
    <message>
        <source>Over REST, keys are made for oneself only; {login} can make one, or this computer&apos;s administrator on the workspace.</source>
        <translation>通过 REST 只能为自己创建密钥；可由 {login} 自行创建，或由服务器所在计算机的管理员在工作区上创建。</translation>
    </message>
    <message>
        <source>“{command}” needs the database for itself, and a server that answers has it open: stop the server, then run it on the server&apos;s computer, without --server.</source>
        <translation>“{command}” 需要独占数据库，而正在应答的服务器占用着它：请先停止服务器，再在服务器所在的计算机上运行，不带 --server。</translation>
    </message>
    <message>
        <source>Keys do not leave a server over REST: leave --with-keys out, or make the copy on the server&apos;s computer, without --server.</source>
        <translation>密钥不会通过 REST 离开服务器：请去掉 --with-keys，或在服务器所在的计算机上备份，不带 --server。</translation>
    </message>
    <message>
        <source>What came is not what the server sent. Nothing was kept; try again.</source>
        <translation>收到的内容与服务器发送的不一致。未保留任何内容，请重试。</translation>
    </message>
    <message>
        <source>The server makes a copy already. Try again when that is done.</source>
        <translation>服务器正在制作备份。请在完成后重试。</translation>
    </message>
    <message>
        <source>HEDDLE_DATABASE names a PostgreSQL database: put the copy back with “pg_restore --clean --if-exists”, while no server runs. Nothing was changed.</source>
        <translation>HEDDLE_DATABASE 指向 PostgreSQL 数据库：请在没有服务器运行时用“pg_restore --clean --if-exists”恢复副本。未做任何更改。</translation>
    </message>
    <message>
        <source>The key of a service ({service}) in {file} does not open: {reason}. Nothing was changed. Put the file or the database back from a copy, or move the file away and enter the keys again.</source>
        <translation>无法打开 {file} 中某项服务（{service}）的密钥：{reason}。未做任何更改。请从副本恢复该文件或数据库，或移走该文件后重新输入密钥。</translation>
    </message>
    <message>
        <source>This works on the workspace itself, not over REST: run it on the server&apos;s computer, without --server.</source>
        <translation>此操作直接作用于工作区，不能通过 REST：请在服务器所在的计算机上运行，不带 --server。</translation>
    </message>
    <message>
        <source>Nodes, edges and their kinds must be in the template itself; parameters stand for what is inside of their configuration.</source>
        <translation>节点、边及其类型必须直接写在模板中；参数只能代表其配置之内的内容。</translation>
    </message>
    <message>
        <source>{url} is on this computer or in a private network, where agents may not go.</source>
        <translation>{url} 在本机或专用网络中，智能体不能访问。</translation>
    </message>
    <message>
        <source>May the agent use {tools}?</source>
        <translation>允许智能体使用 {tools} 吗？</translation>
    </message>
    <message>
        <source>The agent has used up what it was given. Go on with as much again?</source>
        <translation>智能体已用完给定的额度。再给同样多的额度继续吗？</translation>
    </message>
    <message>
        <source>There is no tool “{tool}”. There are: {known}.</source>
        <translation>没有工具“{tool}”。可用的有：{known}。</translation>
    </message>
    <message>
        <source>{path}: “{decision}” is not allow, ask or deny.</source>
        <translation>{path}：“{decision}”不是 allow、ask 或 deny。</translation>
    </message>
    <message>
        <source>The expression is wrong at column {column}: {reason} is missing.</source>
        <translation>表达式第 {column} 列有误：缺少 {reason}。</translation>
    </message>
    <message>
        <source>No service that searches the web is set up. Choose one in the settings, under Tools.</source>
        <translation>尚未设置网页搜索服务。请在设置的“工具”中选择一个。</translation>
    </message>
    <message>
        <source>The tool {tool} was not done within {ms} ms.</source>
        <translation>工具 {tool} 未能在 {ms} 毫秒内完成。</translation>
    </message>
    <message>
        <source>There is no rule “{rule}”.</source>
        <translation>没有规则“{rule}”。</translation>
    </message>
    <message>
        <source>“{path}” is no folder. Give the full path of one that is there.</source>
        <translation>“{path}”不是文件夹。请给出一个已存在文件夹的完整路径。</translation>
    </message>
    <message>
        <source>The tool {tool} is not there any more.</source>
        <translation>工具 {tool} 已不存在。</translation>
    </message>
    <message>
        <source>“{path}” is outside the folders that agents may use: {folders}.</source>
        <translation>“{path}”不在智能体可用的文件夹中：{folders}。</translation>
    </message>
    <message>
        <source>“{node}” has used up its budget: {used} of {limit} {unit}.</source>
        <translation>“{node}”已用完预算：{used} / {limit} {unit}。</translation>
    </message>
    <message>
        <source>“{node}”: the tool {tool} failed: {reason}</source>
        <translation>“{node}”：工具 {tool} 失败：{reason}</translation>
    </message>
    <message>
        <source>“{node}”: the answer did not fit its schema after {attempts} tries: {reason}</source>
        <translation>“{node}”：尝试 {attempts} 次后，回答仍不符合其模式：{reason}</translation>
    </message>
    <message>
        <source>“{node}” stopped: a guardrail found {what} in the {where}.</source>
        <translation>“{node}”已停止：护栏在 {where} 中发现了 {what}。</translation>
    </message>
    <message>
        <source>“{node}”: {path}: “{value}” is not one of {known}.</source>
        <translation>“{node}”：{path}：“{value}”不在 {known} 之中。</translation>
    </message>
    <message>
        <source>{server}: there is no program “{program}”. Install it, or give its full path. Looked in: {path}</source>
        <translation>{server}：没有程序“{program}”。请安装它，或给出完整路径。查找位置：{path}</translation>
    </message>
    <message>
        <source>{server}: “{program}” could not be started: {reason}.</source>
        <translation>{server}：无法启动“{program}”：{reason}。</translation>
    </message>
    <message>
        <source>{server}: “{program}” has ended or hung up. It last wrote: {log}</source>
        <translation>{server}：“{program}”已结束或已断开。它最后写道：{log}</translation>
    </message>
    <message>
        <source>{server} has forgotten this session. Try again.</source>
        <translation>{server} 已忘记此会话。请重试。</translation>
    </message>
    <message>
        <source>{server} wants to know who you are: {url} answered with status {status}.</source>
        <translation>{server} 要求登录：{url} 返回状态 {status}。</translation>
    </message>
    <message>
        <source>{server} did not take the request: status {status}. {reason}</source>
        <translation>{server} 没有接受请求：状态 {status}。{reason}</translation>
    </message>
    <message>
        <source>{server} does not speak MCP at {url}. It sent: {reason}</source>
        <translation>{server} 在 {url} 上不使用 MCP。它发来：{reason}</translation>
    </message>
    <message>
        <source>{server} was not done with {method} within its {limit} limit of {ms} ms.</source>
        <translation>{server} 未能在 {limit} 时限 {ms} 毫秒内完成 {method}。</translation>
    </message>
    <message>
        <source>{server} refused: {reason} (code {rpc_code}).</source>
        <translation>{server} 拒绝了：{reason}（代码 {rpc_code}）。</translation>
    </message>
    <message>
        <source>{server} speaks revision {got} of MCP; Heddle knows up to {known}.</source>
        <translation>{server} 使用 MCP 版本 {got}；Heddle 最高支持 {known}。</translation>
    </message>
    <message>
        <source>{server} is not connected.</source>
        <translation>{server} 未连接。</translation>
    </message>
    <message>
        <source>{server} asked for {method}, which is not offered to it.</source>
        <translation>{server} 请求了未向其提供的 {method}。</translation>
    </message>
    <message>
        <source>The request to {server} was cancelled.</source>
        <translation>对 {server} 的请求已取消。</translation>
    </message>
    <message>
        <source>The connection to {server} was closed.</source>
        <translation>与 {server} 的连接已关闭。</translation>
    </message>
    <message>
        <source>{server} needs either a command to start or an address that begins with http.</source>
        <translation>{server} 需要一条启动命令，或一个以 http 开头的地址。</translation>
    </message>
    <message>
        <source>{server} needs “{name}”, which is neither among its secrets nor in the environment.</source>
        <translation>{server} 需要“{name}”，但它既不在机密中，也不在环境变量中。</translation>
    </message>
    <message>
        <source>There are no servers in it: an object “mcpServers” with at least one is needed.</source>
        <translation>其中没有服务器：需要至少包含一个服务器的“mcpServers”对象。</translation>
    </message>
    <message>
        <source>A person has to be asked, and the client cannot do that.</source>
        <translation>需要询问人，但客户端无法做到。</translation>
    </message>
</context>
<context>
    <name>NodeTypes</name>
    <message>
        <source>Ask a person</source>
        <translation>人工确认</translation>
    </message>
    <message>
        <source>Pauses the run until a person has decided, also over a restart.</source>
        <translation>暂停运行，直到有人作出决定；重启后仍会继续等待。</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>What the person should know to decide.</source>
        <translation>作出决定所需了解的内容。</translation>
    </message>
    <message>
        <source>Draft to edit</source>
        <translation>可编辑的草稿</translation>
    </message>
    <message>
        <source>The person may change this text before it goes on.</source>
        <translation>继续之前可以修改这段文本。</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Decision goes to</source>
        <translation>决定写入</translation>
    </message>
    <message>
        <source>Classifier</source>
        <translation>分类器</translation>
    </message>
    <message>
        <source>Has a model choose one of several labels for a text.</source>
        <translation>由模型从多个标签中为文本选出一个。</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>What belongs to it</source>
        <translation>适用内容</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Empty: the default model.</source>
        <translation>留空则使用默认模型。</translation>
    </message>
    <message>
        <source>Text to classify</source>
        <translation>待分类文本</translation>
    </message>
    <message>
        <source>An expression, for example state.question.</source>
        <translation>表达式，例如 state.question。</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>More instructions</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>Result goes to</source>
        <translation>结果写入</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Chooses the way on: its conditional edge holds the expression and the cases.</source>
        <translation>选择后续路径：表达式和分支写在它的条件连线上。</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>赋值</translation>
    </message>
    <message>
        <source>Sets state fields to the values of expressions.</source>
        <translation>将状态字段设为表达式的值。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>State field and expression.</source>
        <translation>状态字段与表达式。</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Cuts a text into parts; its fan-out edge makes one task of each.</source>
        <translation>把文本切成若干部分；扇出连线为每一部分创建一个任务。</translation>
    </message>
    <message>
        <source>Size of a part (characters)</source>
        <translation>每部分的大小（字符）</translation>
    </message>
    <message>
        <source>Parts end at paragraphs or sentences where that is possible.</source>
        <translation>尽可能在段落或句子处切分。</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>What a run needs to begin. Asks for what is missing.</source>
        <translation>运行开始所需的内容；缺少时会询问。</translation>
    </message>
    <message>
        <source>State field</source>
        <translation>状态字段</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>Several lines</source>
        <translation>多行</translation>
    </message>
    <message>
        <source>Takes a file&apos;s text</source>
        <translation>接受文件文本</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>A chat message goes to the first one.</source>
        <translation>对话消息写入第一个字段。</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>Asks a language model and keeps its answer.</source>
        <translation>调用语言模型并保存其回答。</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Who the model is and what it must keep to.</source>
        <translation>模型的角色及须遵守的要求。</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>{{ expression }} puts a value in, for example {{ state.question }}.</source>
        <translation>用 {{ 表达式 }} 插入值，例如 {{ state.question }}。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Empty: the provider&apos;s choice.</source>
        <translation>留空则由服务商决定。</translation>
    </message>
    <message>
        <source>Longest answer (tokens)</source>
        <translation>回答长度上限（Token）</translation>
    </message>
    <message>
        <source>Shown while it is written</source>
        <translation>生成时的显示方式</translation>
    </message>
    <message>
        <source>Kind of task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>A hint for the offline model.</source>
        <translation>供离线模型参考。</translation>
    </message>
    <message>
        <source>Context for the offline model</source>
        <translation>离线模型的上下文</translation>
    </message>
    <message>
        <source>The text that the offline model works on; other models read the prompt.</source>
        <translation>离线模型处理的文本；其他模型读取提示词。</translation>
    </message>
    <message>
        <source>Question for the offline model</source>
        <translation>离线模型的问题</translation>
    </message>
    <message>
        <source>Sentences from the offline model</source>
        <translation>离线模型的句数</translation>
    </message>
    <message>
        <source>Answer as JSON</source>
        <translation>以 JSON 回答</translation>
    </message>
    <message>
        <source>A JSON Schema that the answer must fit.</source>
        <translation>回答须符合的 JSON Schema。</translation>
    </message>
    <message>
        <source>Find passages</source>
        <translation>查找段落</translation>
    </message>
    <message>
        <source>Keeps the passages of a text that fit a query best, with their numbers.</source>
        <translation>保留文本中与查询最匹配的段落及其编号。</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>A passage is</source>
        <translation>段落单位</translation>
    </message>
    <message>
        <source>How many to keep</source>
        <translation>保留数量</translation>
    </message>
    <message>
        <source>Makes a text from values of the state.</source>
        <translation>用状态中的值组成文本。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>The text that the person gets.</source>
        <translation>返回给用户的文本。</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>汇合</translation>
    </message>
    <message>
        <source>Puts the results of many tasks together into one text.</source>
        <translation>把多个任务的结果合并为一段文本。</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>列表项</translation>
    </message>
    <message>
        <source>An expression that gives a list.</source>
        <translation>结果为列表的表达式。</translation>
    </message>
    <message>
        <source>Between two items</source>
        <translation>项间分隔符</translation>
    </message>
    <message>
        <source>Sub-graph</source>
        <translation>子图</translation>
    </message>
    <message>
        <source>Runs another graph of this workflow as one step.</source>
        <translation>把本工作流中的另一个图作为一个步骤运行。</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Field of the sub-graph, and expression over this graph&apos;s state.</source>
        <translation>子图的字段，以及基于本图状态的表达式。</translation>
    </message>
    <message>
        <source>State field here, and expression over the sub-graph&apos;s last state.</source>
        <translation>本图的状态字段，以及基于子图最终状态的表达式。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Fresh: each call begins anew. Kept: it goes on with the state of its last call. None: nothing is stored, and its nodes cannot ask.</source>
        <translation>fresh：每次调用重新开始。kept：接着上次调用的状态继续。none：不保存任何内容，其中的节点不能提问。</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Waits for a while or until a time, also over a restart.</source>
        <translation>等待一段时间或直到某一时刻，重启后仍然有效。</translation>
    </message>
    <message>
        <source>For</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>A duration or a number of seconds: duration(&apos;10m&apos;), 30, state.delay.</source>
        <translation>时长或秒数：duration(&apos;10m&apos;)、30、state.delay。</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>直到</translation>
    </message>
    <message>
        <source>A time: timestamp(&apos;2027-01-01T08:00:00Z&apos;), state.due.</source>
        <translation>时刻：timestamp(&apos;2027-01-01T08:00:00Z&apos;)、state.due。</translation>
    </message>
    <message>
        <source>Time to answer (s)</source>
        <translation>回答时限（秒）</translation>
    </message>
    <message>
        <source>Empty or 0: as long as it takes.</source>
        <translation>留空或 0：不限时。</translation>
    </message>
    <message>
        <source>Decision without an answer</source>
        <translation>无人回答时的决定</translation>
    </message>
    <message>
        <source>What counts as decided when the time is over; an edge can lead on by it.</source>
        <translation>超时后视为作出的决定；可以据此用连线继续。</translation>
    </message>
    <message>
        <source>As a preview</source>
        <translation>作为预览</translation>
    </message>
    <message>
        <source>As the answer</source>
        <translation>作为回答</translation>
    </message>
    <message>
        <source>Only in the log</source>
        <translation>仅在日志中</translation>
    </message>
    <message>
        <source>The answer replaces a preview when it is there.</source>
        <translation>回答写好后会取代预览。</translation>
    </message>
    <message>
        <source>Summarise</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>起草</translation>
    </message>
    <message>
        <source>Extract</source>
        <translation>提取</translation>
    </message>
    <message>
        <source>A paragraph</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>A line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Fresh</source>
        <translation>每次全新</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>E-mail addresses</source>
        <translation>电子邮件地址</translation>
    </message>
    <message>
        <source>Card numbers</source>
        <translation>银行卡号</translation>
    </message>
    <message>
        <source>IP addresses</source>
        <translation>IP 地址</translation>
    </message>
    <message>
        <source>MAC addresses</source>
        <translation>MAC 地址</translation>
    </message>
    <message>
        <source>Web addresses</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Keys and tokens</source>
        <translation>密钥和令牌</translation>
    </message>
    <message>
        <source>Words and topics</source>
        <translation>词语和话题</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Looks for</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Show the last four characters only</source>
        <translation>只显示最后四个字符</translation>
    </message>
    <message>
        <source>Replace by a fingerprint</source>
        <translation>替换为指纹</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>And does</source>
        <translation>处理方式</translation>
    </message>
    <message>
        <source>Tools&apos; answers</source>
        <translation>工具的回答</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Longest text (characters)</source>
        <translation>最长文本（字符）</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What it is good at</source>
        <translation>擅长什么</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Empty: the agent&apos;s own.</source>
        <translation>留空则与智能体相同。</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Names of tools, or patterns: clock, SERVER/NAME, SERVER/*.</source>
        <translation>工具名称或模式：clock、SERVER/NAME、SERVER/*。</translation>
    </message>
    <message>
        <source>Ask a person before</source>
        <translation>使用前询问</translation>
    </message>
    <message>
        <source>These tools are never used without a person&apos;s consent, whatever the rules say.</source>
        <translation>无论规则如何，未经人同意绝不使用这些工具。</translation>
    </message>
    <message>
        <source>Never at the same time</source>
        <translation>不同时使用</translation>
    </message>
    <message>
        <source>Their answer is the answer</source>
        <translation>直接作为回答</translation>
    </message>
    <message>
        <source>What these tools say is given on as it is, and the agent is done.</source>
        <translation>这些工具的回答原样给出，智能体随即结束。</translation>
    </message>
    <message>
        <source>Tools at the same time</source>
        <translation>同时使用的工具数</translation>
    </message>
    <message>
        <source>Tries again</source>
        <translation>重试次数</translation>
    </message>
    <message>
        <source>How often a tool that only reads is called again after a failure that may pass.</source>
        <translation>只读工具遇到可能暂时的失败后再次调用的次数。</translation>
    </message>
    <message>
        <source>Tell the model</source>
        <translation>告诉模型</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>When a tool fails</source>
        <translation>工具失败时</translation>
    </message>
    <message>
        <source>Look for tools above</source>
        <translation>超过此数时搜索工具</translation>
    </message>
    <message>
        <source>With more tools than this, the model is not told of all, but looks for what it needs.</source>
        <translation>工具多于此数时，不会全部告诉模型，由模型按需搜索。</translation>
    </message>
    <message>
        <source>Longest answer of a tool (bytes)</source>
        <translation>工具回答的最大长度（字节）</translation>
    </message>
    <message>
        <source>Most calls of the model</source>
        <translation>模型调用上限</translation>
    </message>
    <message>
        <source>Most calls of tools</source>
        <translation>工具调用上限</translation>
    </message>
    <message>
        <source>0: no limit.</source>
        <translation>0：不限。</translation>
    </message>
    <message>
        <source>Longest time (s)</source>
        <translation>最长时间（秒）</translation>
    </message>
    <message>
        <source>Most tokens</source>
        <translation>词元上限</translation>
    </message>
    <message>
        <source>Highest cost</source>
        <translation>费用上限</translation>
    </message>
    <message>
        <source>Answer with what there is</source>
        <translation>用已有的内容回答</translation>
    </message>
    <message>
        <source>Ask a person whether to go on</source>
        <translation>询问是否继续</translation>
    </message>
    <message>
        <source>At a limit</source>
        <translation>达到上限时</translation>
    </message>
    <message>
        <source>Summarise above (tokens)</source>
        <translation>超过此数时总结（词元）</translation>
    </message>
    <message>
        <source>The older part of a longer conversation is summarised by the model. 0: never.</source>
        <translation>较长对话的较早部分由模型总结。0：从不。</translation>
    </message>
    <message>
        <source>Messages that stay as they are</source>
        <translation>保持原样的消息数</translation>
    </message>
    <message>
        <source>Clear tools&apos; answers above (tokens)</source>
        <translation>超过此数时清除工具回答（词元）</translation>
    </message>
    <message>
        <source>All but the newest answers of tools are left out. 0: never.</source>
        <translation>只保留最新的工具回答。0：从不。</translation>
    </message>
    <message>
        <source>Tools&apos; answers that stay</source>
        <translation>保留的工具回答数</translation>
    </message>
    <message>
        <source>Leave out the oldest above (tokens)</source>
        <translation>超过此数时略去最旧的消息（词元）</translation>
    </message>
    <message>
        <source>0: never.</source>
        <translation>0：从不。</translation>
    </message>
    <message>
        <source>Who the agent is, what it must do, and what it must keep to.</source>
        <translation>智能体是谁，要做什么，必须遵守什么。</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>A field of messages that the agent goes on with, and to which it adds its own.</source>
        <translation>智能体接着进行并加入自己消息的消息字段。</translation>
    </message>
    <message>
        <source>Other models</source>
        <translation>备用模型</translation>
    </message>
    <message>
        <source>Asked in this order when the model does not answer.</source>
        <translation>模型没有回答时按此顺序询问。</translation>
    </message>
    <message>
        <source>Tries to mend the answer</source>
        <translation>修正回答的次数</translation>
    </message>
    <message>
        <source>Guardrails</source>
        <translation>护栏</translation>
    </message>
    <message>
        <source>What is looked for in what goes in, comes out, or comes from tools.</source>
        <translation>在输入、回答或工具回答中查找的内容。</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>团队</translation>
    </message>
    <message>
        <source>Other agents that this one can use.</source>
        <translation>此智能体可以使用的其他智能体。</translation>
    </message>
    <message>
        <source>The agent gives them tasks</source>
        <translation>由智能体分派任务</translation>
    </message>
    <message>
        <source>They hand the conversation over to each other</source>
        <translation>成员之间移交对话</translation>
    </message>
    <message>
        <source>How the team works</source>
        <translation>团队的协作方式</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>智能体</translation>
    </message>
    <message>
        <source>A model with tools that works on a task until it is done.</source>
        <translation>带有工具、持续工作直到任务完成的模型。</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Input and output</source>
        <translation>输入与输出</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>流程</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Integrations</source>
        <translation>集成</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Calculator</source>
        <translation>计算器</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>List files</source>
        <translation>列出文件</translation>
    </message>
    <message>
        <source>Read a file</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>Write a file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>HTTP request</source>
        <translation>HTTP 请求</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Web search</source>
        <translation>网页搜索</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>记住</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>回忆</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
</context>
<context>
    <name>heddle::app::Actions</name>
    <message>
        <source>New agent</source>
        <translation>新建智能体</translation>
    </message>
    <message>
        <source>Open a workflow file…</source>
        <translation>打开工作流文件…</translation>
    </message>
    <message>
        <source>Save as a workflow file…</source>
        <translation>另存为工作流文件…</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Write to the agent</source>
        <translation>向智能体发消息</translation>
    </message>
    <message>
        <source>Search nodes, templates, commands</source>
        <translation>搜索节点、模板、命令</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>智能体</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行记录</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Run log and problems</source>
        <translation>运行日志与问题</translation>
    </message>
    <message>
        <source>Switch between dark and light</source>
        <translation>切换深色与浅色</translation>
    </message>
    <message>
        <source>Switch between English and Chinese</source>
        <translation>切换中文与英文</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>heddle::app::AgentTabs</name>
    <message>
        <source>Open agents</source>
        <translation>打开的智能体</translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation>关闭“%1”</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
</context>
<context>
    <name>heddle::app::AgentsPane</name>
    <message>
        <source>%1
Changed: %2</source>
        <translation>%1
修改时间：%2</translation>
    </message>
    <message>
        <source>No agent yet. Take a template, or start with an empty graph.</source>
        <translation>还没有智能体。选择一个模板，或从空白画布开始。</translation>
    </message>
    <message>
        <source>No agent has this name.</source>
        <translation>没有匹配的智能体。</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（副本）</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Filter agents</source>
        <translation>筛选智能体</translation>
    </message>
    <message>
        <source>New agent</source>
        <translation>新建智能体</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>智能体</translation>
    </message>
</context>
<context>
    <name>heddle::app::ChatMapping</name>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Offline model, not a language model</source>
        <translation>离线模型，并非语言模型</translation>
    </message>
    <message>
        <source>Heddle was closed before this answer was finished. Try again to go on where it stood.</source>
        <translation>Heddle 在此回答完成前被关闭。重试即可从中断处继续。</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Waits until %1, then goes on by itself.</source>
        <translation>等待到 %1，然后自动继续。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Answer with what there is</source>
        <translation>用已有的内容回答</translation>
    </message>
    <message>
        <source>Arguments of %1</source>
        <translation>%1 的参数</translation>
    </message>
    <message>
        <source>Reason, if you refuse</source>
        <translation>拒绝的理由</translation>
    </message>
    <message>
        <source>Always allow this agent to use them</source>
        <translation>始终允许此智能体使用</translation>
    </message>
</context>
<context>
    <name>heddle::app::ChatPane</name>
    <message numerus="yes">
        <source>its process ended %n times</source>
        <translation>
            <numerusform>其进程已退出 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>The chat page cannot be shown: %1.
Reinstall Heddle, then start it again.</source>
        <translation>无法显示对话页面：%1。
请重新安装 Heddle，然后再次启动。</translation>
    </message>
</context>
<context>
    <name>heddle::app::CommandPalette</name>
    <message>
        <source>Search nodes, templates, commands…</source>
        <translation>搜索节点、模板、命令…</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>搜索结果</translation>
    </message>
</context>
<context>
    <name>heddle::app::Commands</name>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>智能体</translation>
    </message>
</context>
<context>
    <name>heddle::app::Composer</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop the answer (Esc)</source>
        <translation>停止回答（Esc）</translation>
    </message>
    <message>
        <source>Send (Enter; Shift+Enter starts a new line)</source>
        <translation>发送（Enter；Shift+Enter 换行）</translation>
    </message>
    <message>
        <source>Ask anything…</source>
        <translation>输入任何问题…</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>heddle::app::InspectorLink</name>
    <message>
        <source>Offline model, not a language model</source>
        <translation>离线模型，并非语言模型</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>the run&apos;s state</source>
        <translation>运行的状态</translation>
    </message>
    <message>
        <source>the element of a fan-out</source>
        <translation>扇出的当前项</translation>
    </message>
</context>
<context>
    <name>heddle::app::MainWindow</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Problems  %1</source>
        <translation>问题  %1</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Run log and problems</source>
        <translation>运行日志与问题</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>heddle::app::ModelsPage</name>
    <message>
        <source>Looking for model servers on this computer…</source>
        <translation>正在查找本机的模型服务器…</translation>
    </message>
    <message>
        <source>Offline model, not a language model</source>
        <translation>离线模型，并非语言模型</translation>
    </message>
    <message>
        <source>No model server answers on this computer. Start Ollama, LM Studio, llama.cpp or vLLM, then look again.</source>
        <translation>本机没有响应的模型服务器。请启动 Ollama、LM Studio、llama.cpp 或 vLLM，然后重新查找。</translation>
    </message>
    <message>
        <source>Model for nodes that name none</source>
        <translation>未指定模型的节点所用的模型</translation>
    </message>
    <message>
        <source>The offline model is built in and needs no key and no network. It ranks and picks sentences of the text that it is given and sorts by likeness; it does not write.</source>
        <translation>离线模型为内置模型，无需密钥，也无需网络。它对给定文本中的句子进行排序和挑选，并按相似度归类；它不会写作。</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Model services</source>
        <translation>模型服务</translation>
    </message>
    <message>
        <source>Add a service…</source>
        <translation>添加服务…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>heddle::app::Notices</name>
    <message>
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>heddle::app::OutputView</name>
    <message>
        <source>State at the end:</source>
        <translation>最终状态：</translation>
    </message>
    <message>
        <source>What the run came to appears here.</source>
        <translation>运行结果将显示在此处。</translation>
    </message>
    <message>
        <source>Output of the run</source>
        <translation>运行输出</translation>
    </message>
</context>
<context>
    <name>heddle::app::PageStrings</name>
    <message>
        <source>en</source>
        <comment>The BCP 47 code of the language translated to, such as zh-CN</comment>
        <translation>zh-CN</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在生成…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>This did not work.</source>
        <translation>出现错误。</translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>跳到最新消息</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Step {done} of {all}: {title}</source>
        <translation>第 {done}/{all} 步：{title}</translation>
    </message>
    <message>
        <source>{all} steps</source>
        <translation>共 {all} 步</translation>
    </message>
    <message>
        <source>{failed} of {all} steps failed</source>
        <translation>{all} 步中有 {failed} 步失败</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Your answer is needed</source>
        <translation>需要回答</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>Send answer</source>
        <translation>提交回答</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translation>请填写此项。</translation>
    </message>
    <message>
        <source>Please enter a number.</source>
        <translation>请输入数字。</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>请选择…</translation>
    </message>
    <message>
        <source>Image: {name}</source>
        <translation>图片：{name}</translation>
    </message>
</context>
<context>
    <name>heddle::app::Pane</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation>关闭“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::app::PermissionsPage</name>
    <message>
        <source>all tools</source>
        <translation>所有工具</translation>
    </message>
    <message>
        <source>Allow %1</source>
        <translation>允许 %1</translation>
    </message>
    <message>
        <source>Ask before %1</source>
        <translation>使用 %1 前询问</translation>
    </message>
    <message>
        <source>Never %1</source>
        <translation>禁止 %1</translation>
    </message>
    <message>
        <source>all agents</source>
        <translation>所有智能体</translation>
    </message>
    <message>
        <source>one agent</source>
        <translation>一个智能体</translation>
    </message>
    <message>
        <source>Checked: agents may also change what is in it.</source>
        <translation>勾选：智能体也可以更改其中的内容。</translation>
    </message>
    <message>
        <source>A folder that agents may look into</source>
        <translation>智能体可以查看的文件夹</translation>
    </message>
    <message>
        <source>Rules about tools</source>
        <translation>工具规则</translation>
    </message>
    <message>
        <source>None yet. Agents ask before they use a tool that changes something or goes out into the world; what you allow or refuse for good is listed here.</source>
        <translation>还没有。智能体在使用会更改内容或访问外部的工具之前会先询问；您永久允许或拒绝的内容会列在这里。</translation>
    </message>
    <message>
        <source>Remove the rule</source>
        <translation>移除规则</translation>
    </message>
    <message>
        <source>Folders that agents may look into</source>
        <translation>智能体可以查看的文件夹</translation>
    </message>
    <message>
        <source>Each agent has a folder of its own that it may change. In the ones below it may read, and write where you check it.</source>
        <translation>每个智能体都有自己可以更改的文件夹。下面的文件夹可以读取，勾选后也可以写入。</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Web search</source>
        <translation>网页搜索</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>服务地址</translation>
    </message>
    <message>
        <source>API key; empty keeps the one that is stored</source>
        <translation>API 密钥；留空则保留已存的密钥</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>heddle::app::ProblemsView</name>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>No problems: this agent can run.</source>
        <translation>没有问题，此智能体可以运行。</translation>
    </message>
</context>
<context>
    <name>heddle::app::RunController</name>
    <message>
        <source>Open this address?</source>
        <translation>打开此地址？</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
</context>
<context>
    <name>heddle::app::RunLog</name>
    <message>
        <source>%1 of %2 steps</source>
        <translation>%1/%2 步</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n Token</numerusform>
        </translation>
    </message>
    <message>
        <source>waits for an answer</source>
        <translation>等待回答</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>沿用结果</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What it did</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Run log</source>
        <translation>运行日志</translation>
    </message>
    <message>
        <source>Write to the agent or press Run: each step appears here as it happens.</source>
        <translation>向智能体发消息或点击“运行”：每个步骤都会实时显示在此处。</translation>
    </message>
    <message>
        <source>Tools used</source>
        <translation>使用的工具</translation>
    </message>
</context>
<context>
    <name>heddle::app::RunTrace</name>
    <message>
        <source>Hands over to %1</source>
        <translation>移交给 %1</translation>
    </message>
    <message>
        <source>Asks %1</source>
        <translation>询问 %1</translation>
    </message>
    <message>
        <source>Asks %1 instead</source>
        <translation>改为询问 %1</translation>
    </message>
    <message>
        <source>A guardrail has changed a text</source>
        <translation>护栏修改了一段文本</translation>
    </message>
    <message>
        <source>A limit is reached</source>
        <translation>已达到上限</translation>
    </message>
    <message>
        <source>Older messages were left out</source>
        <translation>较早的消息已略去</translation>
    </message>
    <message>
        <source>Uses %1</source>
        <translation>使用 %1</translation>
    </message>
</context>
<context>
    <name>heddle::app::RunsPane</name>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>waits for an answer</source>
        <translation>等待回答</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Workflow file</source>
        <translation>工作流文件</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行记录</translation>
    </message>
    <message>
        <source>Nothing has run yet.</source>
        <translation>还没有运行记录。</translation>
    </message>
    <message>
        <source>Go on with this run</source>
        <translation>继续此次运行</translation>
    </message>
</context>
<context>
    <name>heddle::app::ServiceForm</name>
    <message>
        <source>Asking the service…</source>
        <translation>正在请求服务…</translation>
    </message>
    <message>
        <source>It answers, after %1: “%2”</source>
        <translation>连接成功，用时 %1，回答：“%2”</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>as you want to call it</source>
        <translation>自定义名称</translation>
    </message>
    <message>
        <source>kept; type to replace it</source>
        <translation>已保存；输入即可替换</translation>
    </message>
    <message>
        <source>none needed on this computer</source>
        <translation>本机服务无需填写</translation>
    </message>
    <message>
        <source>as the service names it</source>
        <translation>服务使用的模型名称</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
</context>
<context>
    <name>heddle::app::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Heddle %1&lt;/h3&gt;&lt;p&gt;Design, run and debug agents on your own computer. No account, no cloud.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;&lt;p&gt;Built with Qt %2 and QtWebEngine (LGPL 3), QScintilla (GPL 3), SQLite (public domain), libcurl (curl licence), Boost (Boost Software License), nlohmann JSON and spdlog (MIT), markdown-it, KaTeX (MIT), highlight.js (BSD 3-Clause), DOMPurify (Apache 2.0), Lucide icons (ISC), the typefaces Inter, JetBrains Mono and Noto (SIL Open Font License).&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Heddle %1&lt;/h3&gt;&lt;p&gt;在自己的电脑上设计、运行和调试智能体。无需账户，无需云端。&lt;/p&gt;&lt;p&gt;自由软件，依据 GNU 通用公共许可证第 3 版或更高版本发布。&lt;/p&gt;&lt;p&gt;基于以下组件构建：Qt %2 和 QtWebEngine（LGPL 3）、QScintilla（GPL 3）、SQLite（公有领域）、libcurl（curl 许可证）、Boost（Boost 软件许可证）、nlohmann JSON 和 spdlog（MIT）、markdown-it、KaTeX（MIT）、highlight.js（BSD 3-Clause）、DOMPurify（Apache 2.0）、Lucide 图标（ISC），以及字体 Inter、JetBrains Mono 和 Noto（SIL 开放字体许可证）。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>权限</translation>
    </message>
</context>
<context>
    <name>heddle::app::StatusStrip</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n 个错误</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n 个警告</numerusform>
        </translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Offline model, not a language model</source>
        <translation>离线模型，并非语言模型</translation>
    </message>
    <message>
        <source>Nodes that name no model use the built-in offline model: it ranks and picks sentences, it does not write. Click to choose a language model.</source>
        <translation>未指定模型的节点使用内置离线模型：它只排序和挑选句子，不会写作。点击以选择语言模型。</translation>
    </message>
    <message>
        <source>The model that nodes use when they name none. Click to change it.</source>
        <translation>未指定模型的节点使用此模型。点击以更改。</translation>
    </message>
    <message>
        <source>English</source>
        <comment>the language that the program speaks now, in that language</comment>
        <translation>简体中文</translation>
    </message>
    <message>
        <source>Zoom to 100 %</source>
        <translation>缩放至 100%</translation>
    </message>
</context>
<context>
    <name>heddle::app::TemplateBrowser</name>
    <message>
        <source>Filter templates</source>
        <translation>筛选模板</translation>
    </message>
    <message>
        <source>No template has these words.</source>
        <translation>没有匹配的模板。</translation>
    </message>
</context>
<context>
    <name>heddle::app::TemplateCard</name>
    <message>
        <source>New agent from “%1”</source>
        <translation>用“%1”新建智能体</translation>
    </message>
    <message>
        <source>runs offline</source>
        <translation>可离线运行</translation>
    </message>
</context>
<context>
    <name>heddle::app::TemplateSheet</name>
    <message>
        <source>New agent from “%1”</source>
        <translation>用“%1”新建智能体</translation>
    </message>
    <message>
        <source>Create agent</source>
        <translation>创建智能体</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Name of the agent</source>
        <translation>智能体名称</translation>
    </message>
    <message>
        <source>Preview of the agent</source>
        <translation>智能体预览</translation>
    </message>
</context>
<context>
    <name>heddle::app::TitleBar</name>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Search nodes, templates, commands…</source>
        <translation>搜索节点、模板、命令…</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Sends what you wrote in the chat, or the last message again (F5)</source>
        <translation>发送对话中输入的内容，或重新发送上一条消息（F5）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stops the run (Shift+F5)</source>
        <translation>停止运行（Shift+F5）</translation>
    </message>
</context>
<context>
    <name>heddle::app::ToolsPage</name>
    <message>
        <source>not started</source>
        <translation>未启动</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>changed since you allowed it</source>
        <translation>在您允许之后有变化</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>Added. Look at its tools, then allow agents to use them.</source>
        <translation>已添加。请查看它的工具，然后允许智能体使用。</translation>
    </message>
    <message>
        <source>This is no JSON: a bracket or a quotation mark is missing.</source>
        <translation>这不是 JSON：缺少括号或引号。</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请给它取个名称。</translation>
    </message>
    <message>
        <source>MCP servers</source>
        <translation>MCP 服务器</translation>
    </message>
    <message>
        <source>Programs and services that give agents more tools. Nothing is started before it is needed, and a tool stays off until you have seen it.</source>
        <translation>为智能体提供更多工具的程序和服务。需要时才会启动；工具在您查看之前保持关闭。</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Look at its tools</source>
        <translation>查看工具</translation>
    </message>
    <message>
        <source>Allow them</source>
        <translation>允许使用</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Add a server</source>
        <translation>添加服务器</translation>
    </message>
    <message>
        <source>Name, for example github</source>
        <translation>名称，例如 github</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>A command, an address, or the settings of another program:
npx -y @modelcontextprotocol/server-memory
https://example.com/mcp
{&quot;mcpServers&quot;: {…}}</source>
        <translation>一条命令、一个地址，或其他程序的设置：
npx -y @modelcontextprotocol/server-memory
https://example.com/mcp
{&quot;mcpServers&quot;: {…}}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>heddle::app::WebChatPage</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>heddle::app::WelcomePage</name>
    <message>
        <source>What should your agent do?</source>
        <translation>想让智能体做什么？</translation>
    </message>
    <message>
        <source>Begin with a template: fill in a few fields, and it runs at once, without a key and without a network.</source>
        <translation>从模板开始：填写几个字段即可运行，无需密钥，也无需网络。</translation>
    </message>
    <message>
        <source>Start with an empty graph</source>
        <translation>从空白画布开始</translation>
    </message>
    <message>
        <source>Open a workflow file…</source>
        <translation>打开工作流文件…</translation>
    </message>
</context>
<context>
    <name>heddle::app::Words</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation>昨天 %1</translation>
    </message>
</context>
<context>
    <name>heddle::app::Workbench</name>
    <message>
        <source>“%1” was deleted.</source>
        <translation>已删除“%1”。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>New agent</source>
        <translation>新智能体</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>Open a workflow file</source>
        <translation>打开工作流文件</translation>
    </message>
    <message>
        <source>Save as a workflow file</source>
        <translation>另存为工作流文件</translation>
    </message>
    <message>
        <source>Workflow files (*.workflow.json *.json)</source>
        <translation>工作流文件 (*.workflow.json *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>heddle::editor::Canvas</name>
    <message>
        <source>Workflow</source>
        <translation>工作流</translation>
    </message>
    <message>
        <source>Overview map</source>
        <translation>缩略图</translation>
    </message>
    <message>
        <source>Waits for all of its inputs. The menu makes it run on any.</source>
        <translation>等待全部输入到达。可在菜单中改为任一输入到达即运行。</translation>
    </message>
    <message>
        <source>Input: drag to choose what comes before</source>
        <translation>输入：拖动以选择前一个节点</translation>
    </message>
    <message>
        <source>Followed when this node has failed for good</source>
        <translation>此节点最终失败时执行</translation>
    </message>
    <message>
        <source>Drag to a node to connect, or to an empty place to add one</source>
        <translation>拖到节点上以连接，或拖到空白处以添加节点</translation>
    </message>
    <message>
        <source>Followed when %1 gives “%2”</source>
        <translation>当 %1 的值为“%2”时执行</translation>
    </message>
    <message>
        <source>Once for each item of %1</source>
        <translation>对 %1 的每一项各执行一次</translation>
    </message>
    <message>
        <source>Waits until all of its sources are done</source>
        <translation>等待所有来源完成</translation>
    </message>
    <message>
        <source>Followed on an error</source>
        <translation>出错时执行</translation>
    </message>
    <message>
        <source>An empty workflow</source>
        <translation>空白工作流</translation>
    </message>
    <message>
        <source>Press Tab or double-click to add the first node,</source>
        <translation>按 Tab 键或双击以添加第一个节点，</translation>
    </message>
    <message>
        <source>or drag one here from the list of nodes.</source>
        <translation>或从节点列表拖到此处。</translation>
    </message>
    <message>
        <source>%1 tok</source>
        <translation>%1 Token</translation>
    </message>
</context>
<context>
    <name>heddle::editor::CanvasActions</name>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Add Node…</source>
        <translation>添加节点…</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Zoom In</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom Out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom to 100 %</source>
        <translation>缩放至 100%</translation>
    </message>
    <message>
        <source>Show Everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Arrange Nodes</source>
        <translation>排列节点</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Move the View</source>
        <translation>移动视图</translation>
    </message>
    <message>
        <source>Overview Map</source>
        <translation>缩略图</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message>
        <source>The clipboard holds no nodes.</source>
        <translation>剪贴板中没有节点。</translation>
    </message>
</context>
<context>
    <name>heddle::editor::ChoiceField</name>
    <message>
        <source>Choose or type</source>
        <translation>选择或输入</translation>
    </message>
</context>
<context>
    <name>heddle::editor::CodeDialog</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>heddle::editor::CodeField</name>
    <message>
        <source>Edit %1 in a large window</source>
        <translation>在大窗口中编辑“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::editor::EdgeCard</name>
    <message>
        <source>Remove this edge</source>
        <translation>移除此连线</translation>
    </message>
</context>
<context>
    <name>heddle::editor::EdgePage</name>
    <message>
        <source>Edge</source>
        <translation>连线</translation>
    </message>
</context>
<context>
    <name>heddle::editor::EnumField</name>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
</context>
<context>
    <name>heddle::editor::FieldRow</name>
    <message>
        <source>Reset %1</source>
        <translation>重置“%1”</translation>
    </message>
    <message>
        <source>Clear %1</source>
        <translation>清除“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::editor::FindBar</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>找到 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一个匹配项（Shift+Enter）</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>下一个匹配项（Enter）</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
</context>
<context>
    <name>heddle::editor::Inspector</name>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
</context>
<context>
    <name>heddle::editor::JsonView</name>
    <message>
        <source>Copy %1</source>
        <translation>复制“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::editor::ListField</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>添加%1</translation>
    </message>
    <message>
        <source>Add to %1</source>
        <translation>添加到“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::editor::ListItem</name>
    <message>
        <source>Item</source>
        <translation>条目</translation>
    </message>
    <message>
        <source>Move %1 up (Alt+Up)</source>
        <translation>上移“%1”（Alt+Up）</translation>
    </message>
    <message>
        <source>Move %1 down (Alt+Down)</source>
        <translation>下移“%1”（Alt+Down）</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::editor::ManyPage</name>
    <message>
        <source>Selection</source>
        <translation>所选内容</translation>
    </message>
    <message>
        <source>Remove all of them</source>
        <translation>全部移除</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n 个节点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edge(s)</source>
        <translation>
            <numerusform>%n 条连线</numerusform>
        </translation>
    </message>
    <message>
        <source>Selected: %1</source>
        <translation>已选择：%1</translation>
    </message>
</context>
<context>
    <name>heddle::editor::MapField</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add to %1</source>
        <translation>添加到“%1”</translation>
    </message>
    <message>
        <source>%1: name %2</source>
        <translation>%1：名称 %2</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>%1: value of %2</source>
        <translation>%1：%2 的值</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除“%1”</translation>
    </message>
    <message>
        <source>“%1” is there twice. Only the first counts.</source>
        <translation>“%1”重复，仅第一个有效。</translation>
    </message>
</context>
<context>
    <name>heddle::editor::NodePage</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>The name of this step in the file and in expressions</source>
        <translation>此步骤在文件和表达式中的名称</translation>
    </message>
    <message>
        <source>Use letters, digits, _ and - only.</source>
        <translation>只能使用字母、数字、_ 和 -。</translation>
    </message>
    <message>
        <source>There is a step “%1” already.</source>
        <translation>步骤“%1”已存在。</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>上次运行</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>On error</source>
        <translation>出错时</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>stops the run</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>default value</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>error edge</source>
        <translation>错误连线</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message numerus="yes">
        <source>%n attempts</source>
        <translation>
            <numerusform>尝试 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>heddle::editor::NumberField</name>
    <message>
        <source>This is not a number.</source>
        <translation>这不是数字。</translation>
    </message>
</context>
<context>
    <name>heddle::editor::ObjectField</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>heddle::editor::OneOfField</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Yes or no</source>
        <translation>是或否</translation>
    </message>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Form %1</source>
        <translation>形式 %1</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
</context>
<context>
    <name>heddle::editor::Palette</name>
    <message>
        <source>Search nodes</source>
        <translation>搜索节点</translation>
    </message>
    <message>
        <source>Node types</source>
        <translation>节点类型</translation>
    </message>
    <message>
        <source>No node answers to this.</source>
        <translation>没有匹配的节点。</translation>
    </message>
</context>
<context>
    <name>heddle::editor::QuickAdd</name>
    <message>
        <source>Add a node</source>
        <translation>添加节点</translation>
    </message>
    <message>
        <source>What comes next?</source>
        <translation>下一步是什么？</translation>
    </message>
    <message>
        <source>Search nodes</source>
        <translation>搜索节点</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>可选项</translation>
    </message>
    <message>
        <source>End of the run</source>
        <translation>结束运行</translation>
    </message>
    <message>
        <source>Nothing follows</source>
        <translation>之后不再执行</translation>
    </message>
    <message>
        <source>Connect to</source>
        <translation>连接到</translation>
    </message>
</context>
<context>
    <name>heddle::editor::SearchField</name>
    <message>
        <source>Clear the words</source>
        <translation>清除文字</translation>
    </message>
</context>
<context>
    <name>heddle::editor::StateTable</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>写入方式</translation>
    </message>
    <message>
        <source>Initial</source>
        <translation>初始值</translation>
    </message>
    <message>
        <source>Add field</source>
        <translation>添加字段</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除“%1”</translation>
    </message>
    <message>
        <source>Name of field %1</source>
        <translation>字段“%1”的名称</translation>
    </message>
    <message>
        <source>How writes to %1 are put together</source>
        <translation>“%1”的写入方式</translation>
    </message>
    <message>
        <source>Initial value of %1</source>
        <translation>“%1”的初始值</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>A field&apos;s name has letters, digits and _, and starts with no digit.</source>
        <translation>字段名只能含字母、数字和 _，且不能以数字开头。</translation>
    </message>
    <message>
        <source>There is a field “%1” already.</source>
        <translation>字段“%1”已存在。</translation>
    </message>
</context>
<context>
    <name>heddle::editor::TextField</name>
    <message>
        <source>Hide %1</source>
        <translation>隐藏“%1”</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示“%1”</translation>
    </message>
</context>
<context>
    <name>heddle::editor::WorkflowPage</name>
    <message>
        <source>Workflow</source>
        <translation>工作流</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
</TS>
