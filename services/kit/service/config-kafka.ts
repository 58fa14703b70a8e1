/** How a process reaches Kafka: brokers, TLS, and SASL by SCRAM or by AWS IAM. */
import { readFileSync } from 'node:fs';
import type { KafkaConfig } from 'kafkajs';
import type { Read } from './config-checks.ts';

export type KafkaSettings = Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'> & { readonly brokers: string[] };

/**
 * MELO_KAFKA_BROKERS (comma-separated), MELO_KAFKA_TLS (true or false), MELO_KAFKA_CA (file of the CA; unset: the system's),
 * MELO_KAFKA_SASL (unset: none; scram-sha-512 with MELO_KAFKA_USERNAME and MELO_KAFKA_PASSWORD; aws-msk-iam with AWS_REGION).
 */
export function kafkaSettings(read: Read): KafkaSettings {
  const ca = read('MELO_KAFKA_CA');
  const sasl = saslOf(read);
  return {
    brokers: (read('MELO_KAFKA_BROKERS') ?? '').split(','),
    ...(read('MELO_KAFKA_TLS') === 'true' && { ssl: ca ? { ca: [readFileSync(ca, 'utf8')] } : true }),
    ...(sasl && { sasl }),
  };
}

function saslOf(read: Read): KafkaConfig['sasl'] {
  // What each mechanism needs is checked with all other settings.
  const text = (key: string): string => read(key) ?? '';
  switch (read('MELO_KAFKA_SASL')) {
    case 'scram-sha-512':
      return {
        mechanism: 'scram-sha-512',
        username: text('MELO_KAFKA_USERNAME'),
        password: text('MELO_KAFKA_PASSWORD'),
      };
    case 'aws-msk-iam': {
      const region = text('AWS_REGION');
      return { mechanism: 'oauthbearer', oauthBearerProvider: () => iamToken(region) };
    }
    default:
      return undefined;
  }
}

/** A signed token of a few minutes by the credentials that the AWS SDK finds. Loaded only where it is used. */
async function iamToken(region: string): Promise<{ value: string }> {
  const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
  const { token } = await generateAuthToken({ region });
  return { value: token };
}
