/** What the edge compresses; nothing is compressed within the mesh. */
import { type Json, typed } from './json.ts';

/** The filter of the web app's files, which only the web's route enables. */
export const FILE_COMPRESSOR = 'envoy.filters.http.compressor';
/** The filter of answers of calls. It would hide from the web app which encodings a browser takes. */
export const ANSWER_COMPRESSOR = 'melo.answer-compressor';
/** Below, an answer costs more time than it saves bytes. */
const MIN_ANSWER_BYTES = 8 * 1024;
const MIN_FILE_BYTES = 1024;
/** Unary Connect and GraphQL. Streams and gRPC compress each message by their own protocols. */
const ANSWER_TYPES = ['application/proto', 'application/json', 'application/graphql-response+json'];

const compressor = (config: Json): Json =>
  typed('envoy.extensions.filters.http.compressor.v3.Compressor', {
    compressor_library: {
      name: 'gzip',
      typed_config: typed('envoy.extensions.compression.gzip.compressor.v3.Gzip', { compression_level: 'BEST_SPEED' }),
    },
    ...config,
  });

export const compressors: readonly Json[] = [
  {
    name: FILE_COMPRESSOR,
    disabled: true,
    // The default content types are right for files.
    typed_config: compressor({ response_direction_config: { common_config: { min_content_length: MIN_FILE_BYTES } } }),
  },
  {
    name: ANSWER_COMPRESSOR,
    typed_config: compressor({
      response_direction_config: {
        common_config: { min_content_length: MIN_ANSWER_BYTES, content_type: ANSWER_TYPES },
        remove_accept_encoding_header: true,
      },
    }),
  },
];
