namespace EdgeAppliance.Core.Pipeline;

/// <summary>How streams are named: a pipeline's records form the stream of its name, its alarms <c>{pipeline}/alarm</c>. No pipeline's
/// name has a slash.</summary>
public static class StreamNames
{
    public static string AlarmsOf(string pipeline) => pipeline + "/alarm";

    /// <param name="stream">UTF-8.</param>
    public static ReadOnlySpan<byte> PipelineOf(ReadOnlySpan<byte> stream) =>
        stream.IndexOf((byte)'/') is >= 0 and var slash ? stream[..slash] : stream;
}
