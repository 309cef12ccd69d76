using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Drivers;

/// <summary>What is wrong with a source, in words that are the same for every driver.</summary>
internal static class SourceConditions
{
    public static HealthCondition NotStored(string source, string reason) => new(
        "source.not-stored", HealthSeverity.Error, Subject(source), $"The last reading could not be stored: {reason}", "See the store's own condition with: edgectl doctor");

    public static HealthCondition Skipped(string source, long count) => new(
        "source.skipped", HealthSeverity.Warning, Subject(source), $"{count} readings were not taken, because those before them were not stored yet.",
        "Read less often, or give the store a faster disk.");

    public static HealthCondition Late(string subject, long beats) => new(
        "source.late", HealthSeverity.Warning, subject, $"{beats} beats passed by unread, because the line was busy or waited for a device.",
        "Read less often or fewer channels, use a faster line, or make the timeout shorter.");

    public static HealthCondition ChannelsMissing(string source, string channels) => new(
        "source.channels-missing", HealthSeverity.Warning, Subject(source), $"The kernel gives no number for {channels}.",
        "Look at the files under /proc and /sys; a sensor may have gone away.");

    public static HealthCondition CannotRead(string source, string what) => new(
        "source.failed", HealthSeverity.Error, Subject(source), what, $"Mend sources.{source} in the configuration, or the file that it names, then: edgectl reload");

    public static HealthCondition LinesSkipped(string source, string what) => new(
        "source.lines-skipped", HealthSeverity.Warning, Subject(source), what, "Mend the file, or exclude the column.");

    private static string Subject(string source) => $"sources.{source}";
}
