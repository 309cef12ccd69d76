namespace EdgeAppliance.Daemon.Health;

/// <summary>Something that must keep moving for the daemon to be worth running: the store, a pipeline.</summary>
/// <param name="Name">As in a condition's subject: <c>pipelines.pump-health</c>.</param>
/// <param name="Progress">A number that changes with every step forward.</param>
/// <param name="HasWork">Whether it could move now. What waits for something outside, as an uplink without a link does, has none.</param>
internal sealed record Mover(string Name, Func<long> Progress, Func<bool> HasWork);
