/** Last step: what was imported, with a button that undoes it. */
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Import } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useAccounts } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { ErrorMessage } from '../../ui/feedback/error-message.tsx';
import { Tile } from '../../ui/layout/tile.tsx';

type Props = { readonly imported: Import; readonly again: () => void };

export function DoneStep({ imported, again }: Props) {
  const revert = useWrite(ImportService.method.revertImport, 'transactions');
  const { id, accountId } = imported;
  return (
    <Tile>
      <Stack gap="lg" p="lg" align="flex-start">
        <Text c="teal">
          <IconCircleCheck size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
        </Text>
        <Summary imported={imported} isReverted={revert.isSuccess} />
        {revert.error && <ErrorMessage error={revert.error} />}
        <Group>
          <Button renderRoot={(props) => <Link to="/transactions" search={{ account: accountId }} {...props} />}>
            {text('import.see-the-transactions')}
          </Button>
          <Button variant="default" onClick={again}>
            {text('import.import-another-file')}
          </Button>
          {!revert.isSuccess && (
            <Button variant="subtle" loading={revert.isPending} onClick={() => revert.mutate({ id })}>
              {text('import.undo-this-import')}
            </Button>
          )}
        </Group>
      </Stack>
    </Tile>
  );
}

function Summary({ imported, isReverted }: { readonly imported: Import; readonly isReverted: boolean }) {
  const { byId } = useAccounts();
  const { accountId, createdCount } = imported;
  const account = byId.get(accountId)?.name ?? text('import.the-account');
  const others = otherCounts(imported);
  return (
    <div role="status">
      <Title order={2}>
        {isReverted
          ? text('import.the-import-was-undone')
          : text('import.done.imported', { count: createdCount, account })}
      </Title>
      {others.length > 0 && !isReverted && (
        <Text size="sm" c="dimmed">
          {others.join(', ')}.
        </Text>
      )}
    </div>
  );
}

/** What became of the rows that created no transaction. */
const otherCounts = ({ mergedCount, duplicateCount, leftOutCount, errorCount }: Import): string[] =>
  [
    mergedCount > 0 && text('import.done.matched', { count: mergedCount }),
    duplicateCount > 0 && text('import.done.already-imported', { count: duplicateCount }),
    leftOutCount > 0 && text('import.done.left-out', { count: leftOutCount }),
    errorCount > 0 && text('import.done.unreadable', { count: errorCount }),
  ].filter((count) => count !== false);
