/** Questions to the real Prometheus, Alertmanager, Jaeger and Loki of an observed stack. */
import { addresses } from '#infra/local/addresses.ts';

export const at = addresses();
const ANSWER_MS = 20_000;

async function get<Answer>(base: string, path: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const url = new URL(path, base);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

export type Sample = { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] };

/** The result of an instant query; throws when Prometheus does not accept the expression. */
export const promQl = async (query: string): Promise<readonly Sample[]> =>
  (await get<{ data: { result: readonly Sample[] } }>(at.urls.prometheus, '/api/v1/query', { query })).data.result;

export const exemplars = async (query: string) =>
  (
    await get<{ data: readonly { exemplars: readonly { labels: { trace_id?: string } }[] }[] }>(
      at.urls.prometheus,
      '/api/v1/query_exemplars',
      { query, start: String(Date.now() / 1_000 - 600), end: String(Date.now() / 1_000) },
    )
  ).data.flatMap((series) => series.exemplars);

/** Names of the alerts that Alertmanager has, with their labels. */
export const receivedAlerts = async () =>
  (await get<readonly { labels: Readonly<Record<string, string>> }[]>(at.urls.alertmanager, '/api/v2/alerts')).map(
    ({ labels }) => labels,
  );

export type Trace = {
  readonly traceID: string;
  readonly spans: readonly { readonly operationName: string; readonly processID: string }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
};

export const traces = async (service: string, operation: string): Promise<readonly Trace[]> =>
  (await get<{ data: readonly Trace[] }>(at.urls.jaeger, '/api/traces', { service, operation, limit: '100' })).data;

/** Lines with their labels and structured metadata, the latest first. */
export const logQl = async (query: string) =>
  (
    await get<{
      data: { result: readonly { stream: Readonly<Record<string, string>>; values: readonly string[][] }[] };
    }>(at.urls.loki, '/loki/api/v1/query_range', { query, limit: '1000', start: String((Date.now() - 600_000) * 1e6) })
  ).data.result;
