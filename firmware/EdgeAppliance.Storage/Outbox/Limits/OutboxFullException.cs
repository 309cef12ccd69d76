namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>There is no room, and the configuration says that what comes then is refused. Nothing was stored of it.</summary>
public sealed class OutboxFullException(string message) : IOException(message);
