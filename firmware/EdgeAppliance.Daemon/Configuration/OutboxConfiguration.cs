using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Key">Encrypts what is stored where it is given.</param>
internal sealed record OutboxConfiguration(long BytesMax, WhenFull WhenFull, Secret? Key);
