/** TLS on both ends of a connection: certificates from files that Envoy watches, peers known by their SPIFFE id. */
import { join } from 'node:path';
import { type Json, typed } from './json.ts';

const TLS = 'envoy.extensions.transport_sockets.tls.v3';
const SOCKET = 'envoy.transport_sockets.tls';
const TLS_1_3 = { tls_minimum_protocol_version: 'TLSv1_3', tls_maximum_protocol_version: 'TLSv1_3' };
/** SDKs and tools of others. */
const TLS_1_2_UP = { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' };

/** Folders that Envoy reads at run time: PEM files, and the files that name them. */
export type Files = { readonly pki: string; readonly envoy: string };

/** Serves with the certificate of `name` and requires no client certificate. */
export const openTls = (name: string, at: Files): Json => ({
  name: SOCKET,
  typed_config: typed(`${TLS}.DownstreamTlsContext`, {
    common_tls_context: { tls_params: TLS_1_2_UP, alpn_protocols: ['h2', 'http/1.1'], ...own(name, at) },
  }),
});

/** Serves the mesh: clients without a certificate of our CA get no connection. Session tickets would outlive certificates, so there are none. */
export const mutualTls = (name: string, at: Files): Json => ({
  name: SOCKET,
  typed_config: typed(`${TLS}.DownstreamTlsContext`, {
    require_client_certificate: true,
    disable_stateless_session_resumption: true,
    disable_stateful_session_resumption: true,
    common_tls_context: {
      tls_params: TLS_1_3,
      alpn_protocols: ['h2'],
      ...own(name, at),
      ...peer({ prefix: 'spiffe://melo/' }, at),
    },
  }),
});

/** Calls a peer in the name of `name` and speaks only with the one whose id is exactly `peerId`. */
export const peerTls = (name: string, peerId: string, at: Files): Json => ({
  name: SOCKET,
  typed_config: typed(`${TLS}.UpstreamTlsContext`, {
    max_session_keys: 0,
    common_tls_context: {
      tls_params: TLS_1_3,
      alpn_protocols: ['h2'],
      ...own(name, at),
      ...peer({ exact: peerId }, at),
    },
  }),
});

/** File of the secret that points to a process's certificate and key. */
export const secretFile = (name: string, at: Files): string => join(at.envoy, `${name}.secret.json`);

/** The secret's content. Envoy reloads the two files when something in their folder is renamed. */
export const secret = (name: string, at: Files): Json => ({
  resources: [
    typed(`${TLS}.Secret`, {
      name,
      tls_certificate: {
        certificate_chain: { filename: join(at.pki, `${name}.pem`) },
        private_key: { filename: join(at.pki, `${name}.key`) },
        watched_directory: { path: at.pki },
      },
    }),
  ],
});

const own = (name: string, at: Files): Json => ({
  tls_certificate_sds_secret_configs: [
    { name, sds_config: { path_config_source: { path: secretFile(name, at) }, resource_api_version: 'V3' } },
  ],
});

const peer = (matcher: Json, at: Files): Json => ({
  validation_context: {
    trusted_ca: { filename: join(at.pki, 'ca.pem') },
    match_typed_subject_alt_names: [{ san_type: 'URI', matcher }],
  },
});
