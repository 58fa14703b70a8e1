/** The bell: the number of unread alerts, and the latest alerts. */
import { useQuery } from '@connectrpc/connect-query';
import { ActionIcon, Anchor, Group, Indicator, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AlertRow, useMarkRead } from '../../features/alerts/alert-row.tsx';
import { text } from '../../i18n/text.ts';
import { sizes } from '../theme.ts';

const LATEST = 6;
const MAX_COUNT = 99;

export function Bell() {
  const [opened, { toggle, close }] = useDisclosure();
  const { data } = useQuery(NotificationService.method.listNotifications, { pageSize: LATEST });
  const unread = data?.unreadCount ?? 0;
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      position="bottom-end"
      width={sizes.popover}
      trapFocus
    >
      <Popover.Target>
        <Indicator
          disabled={unread === 0}
          label={Math.min(unread, MAX_COUNT)}
          size={sizes.smallIcon}
          color="teal"
          offset={8}
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={toggle}
            aria-label={unread === 0 ? text('app.notifications') : text('app.notifications-unread', { unread })}
          >
            <IconBell size={sizes.icon} stroke={sizes.stroke} />
          </ActionIcon>
        </Indicator>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <LatestAlerts alerts={data?.notifications} unread={unread} close={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

type AlertsProps = {
  /** Undefined while they load. */
  readonly alerts: readonly Notification[] | undefined;
  readonly unread: number;
  readonly close: () => void;
};

function LatestAlerts({ alerts, unread, close }: AlertsProps) {
  const markRead = useMarkRead();
  return (
    <>
      <Group justify="space-between" p="md">
        <Text fw={600}>{text('app.notifications')}</Text>
        {unread > 0 && (
          <Anchor component="button" size="sm" onClick={() => markRead([])}>
            {text('app.mark-all-as-read')}
          </Anchor>
        )}
      </Group>
      <Stack gap={0}>
        {alerts?.map((alert) => (
          <AlertRow key={alert.id} alert={alert} leave={close} />
        ))}
        {alerts?.length === 0 && (
          <Text size="sm" c="dimmed" px="md" pb="md">
            {text('app.no-notifications-yet-budget-alerts-appear')}
          </Text>
        )}
      </Stack>
      <Group p="md">
        <Anchor size="sm" renderRoot={(props) => <Link to="/alerts" onClick={close} {...props} />}>
          {text('app.all-notifications')}
        </Anchor>
      </Group>
    </>
  );
}
