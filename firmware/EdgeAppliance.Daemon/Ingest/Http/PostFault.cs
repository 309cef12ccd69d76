namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What is wrong with a body.</summary>
/// <param name="At">The place of the first wrong byte or token in what was decoded, or -1.</param>
internal readonly record struct PostFault(PayloadError Error, int At)
{
    public static PostFault None { get; } = new(PayloadError.None, -1);

    /// <summary>Where it is, as a JSON pointer, where what was decoded at <see cref="At"/> is not the body itself.</summary>
    public string? Within { get; init; }

    public static PostFault Of(in DecodedReading reading) => new(reading.Error, reading.At);

    public bool IsNone => Error == PayloadError.None;

    public PostFault Behind(int bytes) => At < 0 ? this : this with { At = At + bytes };
}
