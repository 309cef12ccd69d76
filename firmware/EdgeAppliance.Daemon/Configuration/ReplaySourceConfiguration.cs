namespace EdgeAppliance.Daemon.Configuration;

/// <summary>A recording, played again.</summary>
/// <param name="TimeColumn">The CSV's column that holds the time.</param>
/// <param name="Speed">Times real speed.</param>
internal sealed record ReplaySourceConfiguration(
    string Name, bool Durable, string File, string TimeColumn, char Separator, double Speed, bool Loop) : SourceConfiguration(Name, "replay", Durable);
