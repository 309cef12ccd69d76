using System.Text.Json;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Tests.Daemon.Http.Pages;

public sealed class PageJsonTests : IDisposable
{
    private readonly FakeAppliance _appliance = new();

    public void Dispose() => _appliance.Dispose();

    [Fact]
    public void Models_Written_AreCamelCaseWithNamedStatesAndNoNulls()
    {
        var page = _appliance.ModelsNow with { Models = [] };
        Assert.Equal(
            """{"memoryBytes":6291456,"memoryBytesMax":536870912,"models":[],"installs":[{"id":3,"model":"pump-anomaly","version":"1.1.0","state":"trial","startedAt":"2026-01-02T03:04:05+00:00","endsAt":"2026-01-02T03:05:05+00:00"}]}""",
            JsonSerializer.Serialize(page, PageJson.Default.ModelsPage));
    }

    [Fact]
    public void Status_WrittenAndRead_IsTheSame()
    {
        string json = JsonSerializer.Serialize(_appliance.StatusNow, PageJson.Default.StatusPage);
        Assert.Contains("\"severity\":\"error\"", json);
        var read = JsonSerializer.Deserialize(json, PageJson.Default.StatusPage)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, PageJson.Default.StatusPage));
    }

    [Fact]
    public void Outbox_Lane_NamesItsPriority() =>
        Assert.Contains("\"priority\":\"alarm\"", JsonSerializer.Serialize(_appliance.OutboxNow, PageJson.Default.OutboxPage));

    [Fact]
    public void InstallRequest_UnknownKey_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"path":"/a","force":true}""", PageJson.Default.InstallRequest));
}
