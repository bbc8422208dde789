// Lines of session files in the shapes in which Claude Code 2.1.197 and Codex 0.169.0 write them, and older ones of Codex.

export interface Ran {
  readonly command: string;
  readonly output: string;
  readonly exit: number;
}

const json = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** `cwd` stands on every line of Claude Code's files. */
export function claudeLines(cwd: string) {
  let calls = 0;
  const line = (type: string, part: object) => ({
    parentUuid: null,
    isSidechain: false,
    userType: "external",
    cwd,
    sessionId: "s",
    version: "2.1.197",
    type,
    message: { role: type, content: [part] },
  });
  const tool = (name: string, input: object, content: unknown, is_error: boolean): string => {
    const id = `toolu_${calls++}`;
    return json(
      line("assistant", { type: "tool_use", id, name, input }),
      line("user", { type: "tool_result", tool_use_id: id, content, is_error }),
    );
  };
  return {
    said: (text: string) => json(line("assistant", { type: "text", text })),
    ran: ({ command, output, exit }: Ran) =>
      tool(
        "Bash",
        { command, description: "Run it" },
        exit === 0 ? output : `Exit code ${exit}${output === "" ? "" : `\n${output}`}`,
        exit !== 0,
      ),
    edited: (file: string) =>
      tool(
        "Edit",
        { file_path: file, old_string: "a", new_string: "b" },
        [{ type: "text", text: "done" }],
        false,
      ),
    read: (file: string) => tool("Read", { file_path: file }, "1\ta", false),
  };
}

export function codexLines(cwd: string) {
  let calls = 0;
  const item = (payload: object) => ({
    timestamp: "2026-03-01T12:00:00.000Z",
    type: "response_item",
    payload,
  });
  const call = (name: string, args: object, output: string): string => {
    const call_id = `call_${calls++}`;
    return json(
      item({ type: "function_call", name, arguments: JSON.stringify(args), call_id }),
      item({ type: "function_call_output", call_id, output }),
    );
  };
  return {
    start: () =>
      json({ timestamp: "2026-03-01T12:00:00.000Z", type: "session_meta", payload: { id: "s", cwd } }),
    ran: ({ command, output, exit }: Ran) =>
      call(
        "exec_command",
        { cmd: command },
        `Chunk ID: 92e7c2\nWall time: 0.0 seconds\nProcess exited with code ${exit}\nOriginal token count: 9\nOutput:\n${output}`,
      ),
    running: (command: string) =>
      call("exec_command", { cmd: command }, "Chunk ID: 1\nProcess running with session ID 7\nOutput:\n"),
    older: ({ command, output, exit }: Ran) =>
      call(
        "shell",
        { command: ["bash", "-lc", command] },
        JSON.stringify({ output, metadata: { exit_code: exit, duration_seconds: 0.1 } }),
      ),
    patched: (file: string) => {
      const call_id = `call_${calls++}`;
      const input = `*** Begin Patch\n*** Update File: ${file}\n@@\n-a\n+b\n*** End Patch`;
      return json(
        item({ type: "custom_tool_call", name: "apply_patch", call_id, input }),
        item({ type: "custom_tool_call_output", call_id, output: "Exit code: 0\nDone" }),
      );
    },
  };
}

/** A command that fails, the change of a file, and the same command again, as Gemini CLI 0.61.0 writes them. */
export function geminiLines(command: string, output: string, file: string): string {
  const timestamp = "2026-01-02T01:00:00.000Z";
  const call = (name: string, args: object, { said = "", exit = "", display = {} as unknown }): string => {
    const id = `${name}__${command}_${exit}_${said}`;
    const response = {
      output: `<untrusted_context>\nOutput: ${said}${exit}\nProcess Group PGID: 1\n</untrusted_context>`,
    };
    const toolCalls = [
      {
        ...{ id, name, args, status: "success", timestamp, resultDisplay: display },
        result: [{ functionResponse: { id, name, response } }],
      },
    ];
    const message = { id: `m-${id}`, timestamp, type: "gemini", content: "", thoughts: [] };
    return json(message, { ...message, toolCalls }, { $set: { lastUpdated: timestamp } });
  };
  const shell = { command, description: "Run the command" };
  return [
    call("run_shell_command", shell, { said: output, exit: "\nExit Code: 1", display: output }),
    call(
      "replace",
      { file_path: file, old_string: "1", new_string: "2" },
      { display: { fileDiff: "-1\n+2" } },
    ),
    call("run_shell_command", shell, { said: "(empty)", display: "" }),
  ].join("");
}

/** The same as Copilot CLI 1.0.102 writes it. */
export function copilotLines(command: string, output: string, file: string): string {
  let calls = 0;
  const call = (toolName: string, args: object, answer: object): string => {
    const toolCallId = `call_${command}_${calls++}`;
    return json(
      {
        type: "tool.execution_start",
        data: { toolCallId, toolName, arguments: args },
        timestamp: "2026-01-02T01:00:00.000Z",
      },
      {
        type: "tool.execution_complete",
        data: { toolCallId, ...answer },
        timestamp: "2026-01-02T01:00:01.000Z",
      },
    );
  };
  const ran = (said: string, exitCode: number) =>
    call(
      "bash",
      { command, description: "Run the command" },
      {
        shellExecution: { exitCode },
        success: true,
        result: { content: `${said}\n<shellId: 0 completed with exit code ${exitCode}>` },
      },
    );
  return [
    ran(output, 1),
    call(
      "str_replace",
      { path: file, old_str: "1", new_str: "2" },
      { success: true, result: { content: "edited" } },
    ),
    ran("", 0),
  ].join("");
}
