using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Linger">How long what nobody waits for may wait to share a sync.</param>
/// <param name="Key">Encrypts what is stored where it is given.</param>
internal sealed record OutboxConfiguration(long BytesMax, WhenFull WhenFull, TimeSpan Linger, Secret? Key);
