namespace EdgeAppliance.Tests.Ingest;

/// <summary>A test whose peer is Debian's <c>mosquitto_pub</c>; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MosquittoTheoryAttribute : TheoryAttribute
{
    public const string Publisher = "/usr/bin/mosquitto_pub";

    public MosquittoTheoryAttribute()
    {
        if (!File.Exists(Publisher)) Skip = "mosquitto_pub is not installed (apt-get install mosquitto-clients)";
    }
}
