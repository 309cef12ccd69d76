namespace EdgeAppliance.Tests.Ingest.Http;

/// <summary>A test that needs curl.</summary>
internal sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        if (!File.Exists("/usr/bin/curl")) Skip = "needs the Debian package curl";
    }
}
