/** Second step: how the file is read. The sample shows its raw cells, the preview the transactions. */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { ProposalNotice, type ProposeMappingResponse } from '#gen/melo/transactions/v1/import_service_pb.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { Failed } from '../../ui/feedback/states.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { MappingFields } from './mapping-fields.tsx';
import { countIn, usePreview } from './preview/preview.ts';
import { PreviewRows } from './preview/preview-rows.tsx';
import { lacking, withRole } from './roles.ts';
import { sampleOf } from './sample.ts';
import { SampleTable } from './sample-table.tsx';
import type { Source } from './source.ts';

const SHOWN_ROWS = 6;

const notices: Readonly<Partial<Record<ProposalNotice, MessageId>>> = {
  [ProposalNotice.LAYOUT_CHANGED]: 'import.the-columns-saved-for-this-account',
  [ProposalNotice.DATE_ORDER_FROM_LOCALE]: 'import.every-date-can-be-read-with',
  [ProposalNotice.SIGNS_TURNED]: 'import.most-amounts-of-this-card-are',
};

type Props = {
  readonly source: Source;
  readonly proposal: ProposeMappingResponse;
  readonly mapping: Mapping;
  readonly change: (mapping: Mapping) => void;
  readonly back: () => void;
  readonly next: () => void;
};

export function MappingStep({ source, proposal, mapping, change, back, next }: Props) {
  const preview = usePreview(source, mapping);
  const missing = lacking(mapping);
  const rows = preview.data?.rows ?? [];
  const rowCount = preview.data ? countIn(preview.data.counts) : 0;
  return (
    <Stack gap="lg">
      <MappingTile source={source} proposal={proposal} mapping={mapping} change={change} />
      <PreviewTile missing={missing} preview={preview} />
      <Group justify="space-between">
        <Button variant="default" onClick={back}>
          {text('import.back')}
        </Button>
        <Button
          disabled={missing !== undefined || rows.length === 0}
          loading={preview.isFetching && rows.length === 0}
          onClick={next}
        >
          {text('import.review')} {rowCount > 0 ? text('import.row-count', { count: rowCount }) : ''}
        </Button>
      </Group>
    </Stack>
  );
}

function MappingTile({ source, proposal, mapping, change }: Omit<Props, 'back' | 'next'>) {
  const about = proposal.saved
    ? text('import.as-saved-for-this-account')
    : text('import.recognised-from-the-file-please-check');
  return (
    <Tile title={text('import.how-the-file-is-read')} aside={about}>
      <Stack gap="lg">
        {proposal.notices.map((notice) => (
          <Text key={notice} size="sm" c="dimmed">
            {text(notices[notice]!)}
          </Text>
        ))}
        <MappingFields mapping={mapping} change={change} />
        <SampleTable
          rows={sampleRows(source, proposal, mapping)}
          mapping={mapping}
          assign={(column, role) => change(withRole(mapping, column, role))}
        />
      </Stack>
    </Tile>
  );
}

/** The first rows of the file, divided into columns as the mapping says. */
function sampleRows({ content }: Source, { mapping: proposed, sampleRows }: ProposeMappingResponse, mapping: Mapping) {
  const isAsProposed = mapping.encoding === proposed?.encoding && mapping.delimiter === proposed.delimiter;
  return isAsProposed
    ? sampleRows.map(({ columns }) => columns)
    : sampleOf(content, mapping.encoding, mapping.delimiter);
}

type PreviewProps = { readonly missing: string | undefined; readonly preview: ReturnType<typeof usePreview> };

function PreviewTile({ missing, preview }: PreviewProps) {
  const rowCount = preview.data ? countIn(preview.data.counts) : 0;
  const about = rowCount > SHOWN_ROWS ? text('import.first-rows', { shown: SHOWN_ROWS, count: rowCount }) : '';
  return (
    <Tile title={text('import.preview')} flush aside={about}>
      {missing ? (
        <Text size="sm" px="lg" py="sm" role="status">
          {missing}
        </Text>
      ) : preview.error ? (
        <Failed error={preview.error} retry={() => preview.refetch()} />
      ) : (
        <PreviewRows rows={(preview.data?.rows ?? []).slice(0, SHOWN_ROWS)} />
      )}
    </Tile>
  );
}
