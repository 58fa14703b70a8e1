/** Which certificates may call which methods of a process: derived from the access rules of the contracts. */
import { isUserMethod, type Method } from '#infra/contracts.ts';
import { EDGE, gateway, spiffe } from '#infra/topology.ts';
import { type Json, typed } from './json.ts';

const RBAC = 'envoy.extensions.filters.http.rbac.v3.RBAC';

/** One group of paths (all, when undefined) and the processes that may call them. */
export type Admission = {
  readonly name: string;
  readonly callers: readonly string[];
  readonly paths: readonly string[] | undefined;
};

/** Users' methods come through the edge and the gateway; an internal method admits exactly the processes it names. */
export const admissions = (methods: readonly Method[]): Admission[] => [
  { name: 'users', callers: [EDGE, gateway.name], paths: methods.filter(isUserMethod).map(({ path }) => path) },
  ...methods
    .filter((method) => method.rule.processes.length > 0)
    .map(({ method, path, rule }) => ({ name: method, callers: rule.processes, paths: [path] })),
];

/** GraphQL comes through the edge only. */
export const gatewayAdmissions: readonly Admission[] = [{ name: 'graphql', callers: [EDGE], paths: undefined }];

/** What no policy admits is denied. */
export const rbac = (admitted: readonly Admission[]): Json => ({
  name: 'envoy.filters.http.rbac',
  typed_config: typed(RBAC, {
    rules: { action: 'ALLOW', policies: Object.fromEntries(admitted.map((each) => [each.name, policy(each)])) },
  }),
});

const policy = ({ callers, paths }: Admission): Json => ({
  permissions: paths ? paths.map((exact) => ({ url_path: { path: { exact } } })) : [{ any: true }],
  principals: callers.map((name) => ({ authenticated: { principal_name: { exact: spiffe(name) } } })),
});
