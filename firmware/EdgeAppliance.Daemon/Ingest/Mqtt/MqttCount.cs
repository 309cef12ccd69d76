namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What the broker counts.</summary>
internal enum MqttCount
{
    /// <summary>Clients that were let in.</summary>
    Connected,

    /// <summary>Connections beyond the limit, of all or of a device.</summary>
    ConnectionsFull,

    /// <summary>Connections that came too fast.</summary>
    ConnectionsTooFast,

    /// <summary>Connections that ended because their client came by another one.</summary>
    TakenOver,

    /// <summary>Connections that ended because they broke the protocol.</summary>
    ProtocolError,

    /// <summary>Connections that ended with a packet beyond the limit.</summary>
    PacketTooLarge,

    /// <summary>Connections that were silent for too long.</summary>
    Silent,

    /// <summary>Connections that did not take what was sent to them.</summary>
    Stuck,

    /// <summary>Connections with too many publishes that wait for their acknowledgement.</summary>
    ReceiveMaximum,

    /// <summary>Connections that ended with their certificate's time.</summary>
    CertificateExpired,

    /// <summary>Connections that ended because their certificate was revoked.</summary>
    CertificateRevoked,

    /// <summary>Upgrades to WebSocket that were refused.</summary>
    UpgradeRefused,

    /// <summary>Publishes that came too fast.</summary>
    PublishTooFast,

    /// <summary>Messages told to a client.</summary>
    Delivered,

    /// <summary>Messages that a client's queue had no room for.</summary>
    QueueFull,

    /// <summary>Messages that were of no use any more when they could have been told.</summary>
    MessageExpired,

    /// <summary>Messages larger than their client takes.</summary>
    DeliveryTooLarge,

    /// <summary>Messages that waited for a device that may not be told them any more.</summary>
    DeliveryWithheld,

    /// <summary>Messages that were not retained, for there are too many.</summary>
    RetainedFull,

    /// <summary>Sessions that ended to make room for another.</summary>
    SessionsFull,

    /// <summary>Subscriptions beyond the limit.</summary>
    SubscriptionsFull,

    /// <summary>Last wills that were published.</summary>
    WillPublished,

    /// <summary>Last wills of devices that may not publish them any more.</summary>
    WillWithheld,
}
