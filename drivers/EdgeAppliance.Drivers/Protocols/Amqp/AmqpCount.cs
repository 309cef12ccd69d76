namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What is counted.</summary>
internal enum AmqpCount
{
    Connections,
    ConnectionsRefused,
    SignInsRefused,
    ConnectionsBroken,
    ConnectionsIdle,
    FramesTooLarge,
    LinksAttached,
    LinksRefused,
    LinksUnauthorized,
    Messages,
    MessagesRejected,
    MessagesReleased,
    MessagesTooLarge,
    MessagesUnauthorized,
    CreditExceeded,
    WindowExceeded,
    OutputExceeded,
    CommandsSent,
}
