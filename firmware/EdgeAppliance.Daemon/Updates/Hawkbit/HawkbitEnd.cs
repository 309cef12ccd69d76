namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>An action that has ended here, and why it ended so.</summary>
internal sealed record HawkbitEnd(string Action, HawkbitResult Result, IReadOnlyList<string> Details);
