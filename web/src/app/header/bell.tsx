/** The bell: the number of unread alerts, and the latest alerts. */
import { useQuery } from '@connectrpc/connect-query';
import { ActionIcon, Anchor, Group, Indicator, Popover, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  type ListNotificationsResponse,
  NotificationService,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AlertRow, useMarkRead } from '../../features/alerts/alert-row.tsx';
import { text } from '../../i18n/text.ts';
import { Loaded, LoadingRows } from '../../ui/feedback/states.tsx';
import { sizes } from '../theme.ts';

const LATEST = 6;
const MAX_COUNT = 99;

export function Bell() {
  const [opened, { toggle, close }] = useDisclosure();
  const query = useQuery(NotificationService.method.listNotifications, { pageSize: LATEST });
  const unread = query.data?.unreadCount ?? 0;
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      position="bottom-end"
      width={sizes.popover}
      trapFocus
    >
      {/* The target is the button, not the mark around it: it says to screen readers whether the list is open. */}
      <Indicator
        disabled={unread === 0}
        label={Math.min(unread, MAX_COUNT)}
        size={sizes.smallIcon}
        color="teal"
        offset={8}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={toggle}
            aria-label={unread === 0 ? text('app.notifications') : text('app.notifications-unread', { unread })}
          >
            <IconBell size={sizes.icon} stroke={sizes.stroke} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0}>
        <LatestAlerts query={query} unread={unread} close={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

type AlertsProps = {
  readonly query: UseQueryResult<ListNotificationsResponse, unknown>;
  readonly unread: number;
  readonly close: () => void;
};

function LatestAlerts({ query, unread, close }: AlertsProps) {
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
      <Loaded query={query} waiting={<LoadingRows rows={2} />}>
        {({ notifications }) =>
          notifications.length === 0 ? (
            <Text size="sm" c="dimmed" px="md" pb="md">
              {text('app.no-notifications-yet-budget-alerts-appear')}
            </Text>
          ) : (
            notifications.map((alert) => <AlertRow key={alert.id} alert={alert} leave={close} />)
          )
        }
      </Loaded>
      <Group p="md">
        <Anchor size="sm" renderRoot={(props) => <Link to="/alerts" onClick={close} {...props} />}>
          {text('app.all-notifications')}
        </Anchor>
      </Group>
    </>
  );
}
