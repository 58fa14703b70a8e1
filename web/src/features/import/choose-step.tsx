/** First step: the file and the account it belongs to. */

import { createClient } from '@connectrpc/connect';
import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type DragEvent, useState } from 'react';
import { ImportService, type ProposeMappingResponse } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { useAccounts } from '../../api/lists.ts';
import { FILE_CALL_MS, transport } from '../../api/transport.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/states.tsx';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { rememberAccount, rememberedAccount } from '../add/remembered.ts';
import style from './import.module.css';
import type { Source } from './source.ts';

/** The contract's limit for a file. */
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_NAME = 200;
const client = createClient(ImportService, transport);

export function ChooseStep({ next }: { readonly next: (source: Source, proposal: ProposeMappingResponse) => void }) {
  const { locale } = useHome();
  const { open, byId, query } = useAccounts();
  const [file, setFile] = useState<File>();
  const [chosen, setChosen] = useState(rememberedAccount);
  const [over, setOver] = useState(false);
  const accountId = byId.get(chosen)?.archived === false ? chosen : open.length === 1 ? open[0]!.id : '';
  const tooLarge = file !== undefined && file.size > MOST_BYTES;
  const propose = useMutation({
    mutationFn: async (wanted: File) => {
      const source = {
        accountId,
        fileName: wanted.name.slice(-MOST_NAME),
        content: new Uint8Array(await wanted.arrayBuffer()),
      };
      return { source, proposal: await client.proposeMapping({ ...source, locale }, { timeoutMs: FILE_CALL_MS }) };
    },
    onSuccess: ({ source, proposal }) => {
      rememberAccount(accountId);
      next(source, proposal);
    },
  });

  if (query.data && open.length === 0) {
    return (
      <Empty title={text('import.add-an-account-first')} text={text('import.a-file-is-imported-into-an')}>
        <Button renderRoot={(props) => <Link to="/accounts" {...props} />}>{text('import.go-to-accounts')}</Button>
      </Empty>
    );
  }
  const choose = (picked: File | null | undefined) => {
    if (picked) setFile(picked);
    propose.reset();
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <Tile>
      <Stack gap="lg">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button within does the same */}
        <div
          className={style['drop']}
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <IconFileUpload size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
          <Text fw={500}>{file ? file.name : text('import.drop-your-banks-csv-file-here')}</Text>
          <Text size="sm" c="dimmed">
            {file ? kilobytes(file.size, locale) : text('import.csv-with-any-columns-the-next')}
          </Text>
          <FileButton
            onChange={choose}
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            inputProps={{ 'aria-label': text('import.file') }}
          >
            {(props) => (
              <Button variant="default" size="xs" {...props}>
                {file ? text('import.choose-another-file') : text('import.choose-a-file')}
              </Button>
            )}
          </FileButton>
        </div>
        {tooLarge && (
          <Text size="sm" c="red" role="alert">
            {text('import.this-file-is-larger-than-10')}
          </Text>
        )}
        <Group align="flex-end" justify="space-between">
          <AccountSelect label={text('import.into-the-account')} value={accountId} onChange={setChosen} />
          <Button
            disabled={!file || tooLarge || accountId === ''}
            loading={propose.isPending}
            onClick={() => file && propose.mutate(file)}
          >
            {text('import.continue')}
          </Button>
        </Group>
        {propose.error && <FormError error={propose.error} />}
      </Stack>
    </Tile>
  );
}

/** "12.3 kB" */
const kilobytes = (bytes: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 }).format(bytes / 1000);
