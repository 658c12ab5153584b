// A client by others (the protocol's own SDK) on a server of ours: node mcp_client.mjs TOOL ARGUMENTS -- PROGRAM …
// Prints {tools, result, …} as JSON. Questions are answered with the first choice of their form.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const [tool, input, , command, ...args] = process.argv.slice(2);
const asks = !process.env.NO_ELICITATION;
const client = new Client({ name: 'peer', version: '1' }, { capabilities: asks ? { elicitation: {} } : {} });
const asked = [];
if (asks)
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
        asked.push(params.message);
        return { action: 'accept', content: { choice: params.requestedSchema.properties.choice.enum[0] } };
    });
await client.connect(new StdioClientTransport({ command, args, env: { ...process.env }, stderr: 'inherit' }));
const { tools } = await client.listTools();
const result = await client.callTool({ name: tool, arguments: JSON.parse(input) });
let unknown = '';
try { await client.callTool({ name: 'no_such_tool', arguments: {} }); } catch (error) { unknown = String(error.code); }
console.log(JSON.stringify({ tools, result, asked, unknown, server: client.getServerVersion() }));
await client.close();
