/** Where things are in the network of Compose, and what its volume holds. */

import type { Surroundings } from '../containers/environment.ts';
import { SECRETS } from '../containers/paths.ts';
import { placement } from '../containers/placement.ts';

/** The edge and the mail catcher as the machine's browser finds them: on its loopback only. */
export const PUBLISHED = { edge: 7600, edgeTls: 7601, mail: 7602 } as const;

/** The volume: a folder `processes/NAME` for each process and store, and `envoys/NAME` for each Envoy, mounted to it alone. */
export const DATA = '/data';
export const secretsFolder = (name: string): string => `processes/${name}`;
export const envoyFolder = (name: string): string => `envoys/${name}`;

export const compose = placement({
  web: `http://localhost:${PUBLISHED.edge}`,
  edgeTls: `https://localhost:${PUBLISHED.edgeTls}`,
});

export const around: Surroundings = {
  publicUrl: compose.urls.web,
  kafka: { MELO_KAFKA_BROKERS: 'kafka:9092' },
  registry: 'http://registry:8080/apis/ccompat/v7',
  smtp: 'smtp://mail:1025',
  // Neither has passwords here; each is alone in a network with the service that it belongs to.
  stores: {
    mongodb: 'mongodb://mongodb:27017/budgets?replicaSet=melo',
    dynamodb: 'http://dynamodb:8000',
  },
};

/** The variables of DynamoDB's client, which signs its calls also for a server that does not check them. */
export const AWS = {
  AWS_REGION: 'eu-central-1',
  AWS_SHARED_CREDENTIALS_FILE: `${SECRETS}/aws-credentials`,
} as const;
