/** The debugger of a service in development: `MELO_INSPECT=transactions npm run dev`. */

/** The service whose debugger is open, if any. */
export const inspected = (): string | undefined => process.env.MELO_INSPECT || undefined;

/** Where the debugger listens; .vscode/launch.json attaches there. */
export const INSPECTOR = '127.0.0.1:9229';
