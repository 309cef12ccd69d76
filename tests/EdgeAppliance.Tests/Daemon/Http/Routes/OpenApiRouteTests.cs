using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Routes;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;
using Microsoft.AspNetCore.Routing;

namespace EdgeAppliance.Tests.Daemon.Http.Routes;

public sealed class OpenApiRouteTests : IDisposable
{
    private static readonly JsonElement s_document = JsonDocument.Parse(OpenApiRoute.Document()).RootElement;
    private readonly FakeAppliance _appliance = new();

    public void Dispose() => _appliance.Dispose();

    [Fact]
    public async Task Get_Served_IsTheDocument()
    {
        await using var hosted = await HostedAppliance.Start();
        Assert.Equal(OpenApiRoute.Document(), await hosted.Socket.GetByteArrayAsync("/api/openapi.json"));
    }

    [Fact]
    public async Task Paths_OfTheDocument_AreTheRoutesWithTheirScopes()
    {
        await using var hosted = await HostedAppliance.Start();
        var routes = hosted.Host.Routes.OfType<RouteEndpoint>().SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            .Where(method => method != "HEAD") // goes with GET
            .Select(method => (route.RoutePattern.RawText!, method, ScopeOf(route)))).Order();
        var described = s_document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => (path.Name, operation.Name.ToUpperInvariant(), operation.Value.GetProperty("x-scope").GetString()!))).Order();
        Assert.Equal(described, routes);
    }

    [Fact]
    public void References_OfTheDocument_LeadSomewhereAndEverySchemaIsUsed()
    {
        var references = References(s_document).ToHashSet();
        foreach (string kind in new[] { "schemas", "responses" })
        {
            var named = s_document.GetProperty("components").GetProperty(kind).EnumerateObject().Select(s => $"#/components/{kind}/{s.Name}");
            Assert.Equal(named.Order(), references.Where(r => r.Contains($"/{kind}/")).Order());
        }
    }

    [Fact]
    public void Pages_Filled_MatchTheirSchemas()
    {
        Matches("StatusPage", _appliance.StatusNow, PageJson.Default.StatusPage);
        Matches("SourcesPage", _appliance.SourcesNow, PageJson.Default.SourcesPage);
        Matches("ModelsPage", _appliance.ModelsNow, PageJson.Default.ModelsPage);
        Matches("DeviceReport", _appliance.Bundles(), ReportJson.Default.DeviceReport);
        Matches("InstalledPage", _appliance.InstalledNow, PageJson.Default.InstalledPage);
        Matches("SentPage", _appliance.Sent(), PageJson.Default.SentPage);
        Matches("UpdatesPage", _appliance.UpdatesNow, PageJson.Default.UpdatesPage);
        Matches("OutboxPage", _appliance.OutboxNow, PageJson.Default.OutboxPage);
        Matches("LogsPage", _appliance.Logs(0, 10), PageJson.Default.LogsPage);
        Matches("ReloadPage", new ReloadPage(["sources.pump"]), PageJson.Default.ReloadPage);
        Matches("DevicesPage", _appliance.Devices(), PageJson.Default.DevicesPage);
        Matches("DeviceRequest", new DeviceRequest("pump"), PageJson.Default.DeviceRequest);
        Matches("EnrolmentRequest", new EnrolmentRequest("pump", 2), PageJson.Default.EnrolmentRequest);
        Matches("NewDevice", new NewDevice("pump") { Publish = ["a"], Expires = FakeAppliance.Start, Password = "p" }, PageJson.Default.NewDevice);
        Matches("AddedDevice", new AddedDevice("pump", "secret"), PageJson.Default.AddedDevice);
        Matches("HealthPage", new HealthPage("alive"), PageJson.Default.HealthPage);
        Matches("InstallRequest", new InstallRequest("/a"), PageJson.Default.InstallRequest);
        Matches("RelearnRequest", new RelearnRequest("pump-health"), PageJson.Default.RelearnRequest);
        Matches("Problem", new Problem("about:blank", "Bad", 400) { Detail = "d", TraceId = "t", Errors = ["e"], Pointer = "#/a", Line = 1, Column = 2 }, PageJson.Default.Problem);
        Matches("TokensPage", new TokensPage([new TokenStatus("a", "ingest", FakeAppliance.Start) { Token = "edge_x" }]), PageJson.Default.TokensPage);
        Matches("LatestPage", new LatestPage("plc", [new LatestStatus("d", FakeAppliance.Start, new Dictionary<string, double> { ["temp"] = 21.5 })]), PageJson.Default.LatestPage);
        Matches("TwinPage", new TwinPage("d", [new ReportedStatus("plc", FakeAppliance.Start, new Dictionary<string, double> { ["temp"] = 1 })], s_document, 3), PageJson.Default.TwinPage);
        Matches("DeviceCommandPage", new DeviceCommandPage("d", "on") { Answer = s_document }, PageJson.Default.DeviceCommandPage);
        Matches("IngestPage", new IngestPage(3, 1), PageJson.Default.IngestPage);
    }

    [Fact]
    public void Schemas_OfPages_NameEveryMemberOfTheRecords()
    {
        JsonTypeInfo[] records =
        [
            PageJson.Default.StatusPage, PageJson.Default.SourcesPage, PageJson.Default.ModelsPage, PageJson.Default.InstalledPage, PageJson.Default.OutboxPage, PageJson.Default.LogsPage,
            PageJson.Default.ReloadPage, PageJson.Default.HealthPage, PageJson.Default.InstallRequest, PageJson.Default.RelearnRequest, PageJson.Default.Problem,
            PageJson.Default.CommandRequest, PageJson.Default.IngestPage, PageJson.Default.LatestPage, PageJson.Default.TwinPage, PageJson.Default.DeviceCommandRequest,
            PageJson.Default.DeviceCommandPage, PageJson.Default.TokensPage, PageJson.Default.TokenRequest,
            PageJson.Default.CommandRequest, PageJson.Default.DevicesPage, PageJson.Default.DeviceRequest, PageJson.Default.NewDevice, PageJson.Default.AddedDevice, PageJson.Default.EnrolmentRequest,
        ];
        foreach (var record in records) NamesMembers(record.Type.Name, record);
        NamesMembers("Pipeline", PageJson.Default.PipelineStatus);
        NamesMembers("Uplink", PageJson.Default.UplinkStatus);
        NamesMembers("Source", PageJson.Default.SourceStatus);
        NamesMembers("Model", PageJson.Default.ModelStatus);
        NamesMembers("DeviceReport", ReportJson.Default.DeviceReport);
        NamesMembers("Bundle", ReportJson.Default.BundleReport);
        NamesMembers("SentUplink", PageJson.Default.SentUplink);
        NamesMembers("SentBundle", PageJson.Default.SentBundle);
        NamesMembers("Install", PageJson.Default.InstallStatus);
        NamesMembers("InstalledBundle", PageJson.Default.InstalledBundle);
        NamesMembers("Token", PageJson.Default.TokenStatus);
        NamesMembers("Device", PageJson.Default.DeviceStatus);
        NamesMembers("HawkbitStatus", PageJson.Default.HawkbitStatus);
        NamesMembers("Condition", PageJson.Default.HealthCondition);
    }

    private static string ScopeOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<RequiredScope>()!.Scope is { } scope ? ScopeNames.Of(scope) : "none";

    private static void NamesMembers(string schema, JsonTypeInfo record)
    {
        var described = s_document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").EnumerateObject();
        Assert.Equal(record.Properties.Select(p => p.Name).Order(), described.Select(p => p.Name).Order());
    }

    private static void Matches<T>(string schema, T page, JsonTypeInfo<T> type) =>
        Assert.Empty(new SchemaCheck(s_document).Errors(JsonSerializer.SerializeToElement(page, type), schema));

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
