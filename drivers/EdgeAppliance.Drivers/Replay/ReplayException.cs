namespace EdgeAppliance.Drivers.Replay;

/// <summary>The file is not one that can be replayed; the message says why.</summary>
internal sealed class ReplayException(string message) : Exception(message);
