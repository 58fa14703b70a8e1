/** Opens the client of a DynamoDB store: the AWS SDK's commands, serializers and retries, without what it repeats for every call. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { signing } from './signing.ts';

/** Attempts of a request that fails or is throttled. The SDK repeats these; the kit repeats only conflicting transactions. */
const MAX_ATTEMPTS = 3;
/** Admission control runs 32 calls at once, and a call sends up to two requests at once. */
const AGENT = { keepAlive: true, maxSockets: 64 };

/** Middleware of the SDK that `signing` replaces or that does nothing for a service outside of AWS Lambda. */
const REMOVED = [
  // Sends the names of the SDK, the platform and the features in use. DynamoDB does not need them.
  'getUserAgentMiddleware',
  // Logs requests to a logger, which is not set.
  'loggerMiddleware',
  // Detects AWS Lambda functions that call each other in a loop.
  'recursionDetectionMiddleware',
  // Selects one of the ways to sign. There is only one.
  'httpAuthSchemeMiddleware',
  // Builds a signer for each request, and corrects the time by that of responses. Our hosts synchronise their clocks, which
  // access tokens need too.
  'httpSigningMiddleware',
  // Set headers that `signing` sets.
  'contentLengthMiddleware',
  'hostHeaderMiddleware',
];
/** Evaluates the SDK's endpoint rules. Each command brings it, so it is removed when its middleware joins the client's. */
const ENDPOINT_MIDDLEWARE = 'endpointV2Middleware';

/**
 * Without `endpoint` the client uses that of the region (AWS_REGION). Credentials come from the SDK's providers, which cache them
 * until they expire.
 */
export function createDynamoClient(endpoint: string | undefined): DynamoDBClient {
  const client = new DynamoDBClient({
    ...(endpoint && { endpoint }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { httpAgent: AGENT, httpsAgent: AGENT },
    // Resolves the middleware once per command class. Calls then share a context, which the remaining middleware only reads.
    cacheMiddleware: true,
  });
  const { config, middlewareStack } = client;
  config.endpoint = fixedEndpoint(client, endpoint);
  for (const name of REMOVED) remove(middlewareStack, name);
  middlewareStack.addRelativeTo(signing(config), {
    name: 'signingMiddleware',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  const concat = middlewareStack.concat.bind(middlewareStack);
  middlewareStack.concat = (commandStack) => {
    const joined = concat(commandStack);
    remove(joined, ENDPOINT_MIDDLEWARE);
    return joined;
  };
  return client;
}

/** Returns a provider that evaluates the SDK's endpoint rules once. */
function fixedEndpoint({ config }: DynamoDBClient, endpoint: string | undefined) {
  const resolve = async () => {
    const { url } = config.endpointProvider({
      Region: await config.region(),
      UseFIPS: await config.useFipsEndpoint(),
      UseDualStack: await config.useDualstackEndpoint(),
      ...(endpoint && { Endpoint: endpoint }),
    });
    const { protocol, hostname, port, pathname } = url;
    return { protocol, hostname, path: pathname, ...(port && { port: Number(port) }) };
  };
  let resolved: ReturnType<typeof resolve> | undefined;
  return () => (resolved ??= resolve());
}

function remove(stack: { remove(name: string): boolean }, name: string): void {
  if (!stack.remove(name)) throw new Error(`The AWS SDK has no ${name} any more.`);
}
