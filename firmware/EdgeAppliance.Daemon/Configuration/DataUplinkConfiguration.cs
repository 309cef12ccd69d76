namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Records gathered into bundles of data and put to a web server or an object store, for models to be trained with.</summary>
/// <param name="Url">Objects' keys are put behind it.</param>
internal sealed record DataUplinkConfiguration(string Name, Uri Url) : UplinkConfiguration(Name, TypeName)
{
    public const string TypeName = "data";

    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>A bearer token.</summary>
    public Secret? Token { get; init; }

    /// <summary>Of an object store that speaks S3; null where none is spoken.</summary>
    public string? AccessKey { get; init; }

    public Secret? SecretKey { get; init; }

    public string Region { get; init; } = "us-east-1";

    public UplinkTls Tls { get; init; } = new(null, null, null);

    /// <summary>A bundle is put once it has so many records.</summary>
    public int Records { get; init; } = 5000;

    /// <summary>Or once its first record has waited for so long.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Over the line in a day of UTC, compressed; null for no limit.</summary>
    public long? BytesPerDayMax { get; init; }

    public UplinkPace Pace { get; init; } = new() { InFlightMax = 1 };

    /// <summary>One bundle over a slow line.</summary>
    public override TimeSpan SilenceMax => TimeSpan.FromMinutes(10);
}
