/** Last step: what was imported, and how to take it back. */
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Import } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useAccounts } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { Tile } from '../../ui/layout/tile.tsx';

export function DoneStep({ imported, again }: { readonly imported: Import; readonly again: () => void }) {
  const { byId } = useAccounts();
  const revert = useWrite(ImportService.method.revertImport, 'transactions');
  const { id, accountId, createdCount, mergedCount, duplicateCount, leftOutCount, errorCount } = imported;
  const others = [
    mergedCount > 0 && text('import.done.matched', { count: mergedCount }),
    duplicateCount > 0 && text('import.done.already-imported', { count: duplicateCount }),
    leftOutCount > 0 && text('import.done.left-out', { count: leftOutCount }),
    errorCount > 0 && text('import.done.unreadable', { count: errorCount }),
  ].filter((other) => other !== false);
  const into = byId.get(accountId)?.name ?? text('import.the-account');
  return (
    <Tile>
      <Stack gap="lg" p="lg" align="flex-start">
        <Text c="teal">
          <IconCircleCheck size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
        </Text>
        <div role="status">
          <Title order={2}>
            {revert.isSuccess
              ? text('import.the-import-was-undone')
              : text('import.done.imported', { count: createdCount, account: into })}
          </Title>
          {others.length > 0 && !revert.isSuccess && (
            <Text size="sm" c="dimmed">
              {others.join(', ')}.
            </Text>
          )}
        </div>
        {revert.error && <FormError error={revert.error} />}
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
