using System.Net.Http.Json;
using System.Net;
using System.Text;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http;

namespace EdgeAppliance.Tests.Daemon.Http.Routes;

public sealed class ActionRoutesTests
{
    [Fact]
    public async Task Reload_GoodConfiguration_TellsWhatChanged()
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Admin.PostAsync("/api/reload", null);
        Assert.Equal("{\"changed\":[\"sources.pump\"]}", await reply.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Reload_BadConfiguration_TellsEveryError()
    {
        await using var hosted = await HostedAppliance.Start();
        string[] errors = ["a.json:1: device: is missing", "a.json:3: listen.http: no"];
        hosted.Appliance.OnReload = () => new ReloadResult(errors, []);
        var problem = await (await hosted.Admin.PostAsync("/api/reload", null)).Problem(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(errors, problem.Errors);
        Assert.Equal(Problems.BadConfiguration, problem.Type);
    }

    [Fact]
    public async Task Install_PathOverTheSocket_Begins()
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Socket.PostAsJsonAsync("/api/models/install", new InstallRequest("/models/pump"), PageJson.Default.InstallRequest);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        Assert.Equal("pump", (await reply.Content.ReadFromJsonAsync(PageJson.Default.InstallStatus))!.Model);
    }

    [Fact]
    public async Task Install_PathOverTcp_IsForbidden()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.OnInstall = _ => throw new InvalidOperationException("must not be asked");
        var reply = await hosted.Admin.PostAsJsonAsync("/api/models/install", new InstallRequest("/etc"), PageJson.Default.InstallRequest);
        await reply.Problem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{"path":"models/pump"}""")]
    [InlineData("""{}""")]
    [InlineData("""null""")]
    [InlineData("""{"path":"/a","force":true}""")]
    [InlineData("""{"path":""")]
    public async Task Install_BadBody_IsAProblem(string body)
    {
        await using var hosted = await HostedAppliance.Start();
        await (await hosted.Socket.PostAsync("/api/models/install", Json(body))).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Install_BodyOverTheLimit_IsRefused()
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Socket.PostAsync("/api/models/install", Json($$"""{"path":"/{{new string('a', 100_000)}}"}"""));
        await reply.Problem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Install_Refused_TellsWhy()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.OnInstall = _ => new InstallResult(null, "golden case 2 differs");
        var reply = await hosted.Socket.PostAsync("/api/models/install", Json("""{"path":"/a"}"""));
        Assert.Equal("golden case 2 differs", (await reply.Problem(HttpStatusCode.UnprocessableEntity)).Detail);
    }

    [Fact]
    public async Task Install_Upload_IsWholeForTheApplianceAndGoneAfter()
    {
        await using var hosted = await HostedAppliance.Start();
        string? path = null;
        byte[] seen = [];
        hosted.Appliance.OnInstall = at =>
        {
            seen = File.ReadAllBytes(path = at);
            return new InstallResult(FakeAppliance.Trial(at), null);
        };
        byte[] bundle = Encoding.ASCII.GetBytes(new string('b', 200_000));
        var reply = await hosted.Admin.PostAsync("/api/models/install", new ByteArrayContent(bundle));
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        Assert.Equal(bundle, seen);
        Assert.False(File.Exists(path));
        Assert.Equal(HttpStatusCode.Accepted, (await hosted.Admin.PostAsync("/api/models/install", new ByteArrayContent(bundle))).StatusCode);
    }

    [Fact]
    public async Task Install_UploadOverTheLimit_IsRefusedUnread()
    {
        await using var hosted = await HostedAppliance.Start(new HttpLimits { UploadBytesMax = 1000 });
        await (await hosted.Admin.PostAsync("/api/models/install", new ByteArrayContent(new byte[1001]))).Problem(HttpStatusCode.RequestEntityTooLarge);
        Assert.False(Directory.Exists(Path.Combine(hosted.State.Path, "uploads")));
    }

    [Fact]
    public async Task Install_NoRoomForTheUpload_IsRefused()
    {
        await using var hosted = await HostedAppliance.Start(new HttpLimits { FreeBytesMin = long.MaxValue / 2 });
        await (await hosted.Admin.PostAsync("/api/models/install", new ByteArrayContent(new byte[10]))).Problem(HttpStatusCode.InsufficientStorage);
    }

    [Fact]
    public async Task Install_UploadOfUnknownLength_IsRefused()
    {
        await using var hosted = await HostedAppliance.Start();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/models/install") { Content = new ByteArrayContent(new byte[10]) };
        request.Headers.TransferEncodingChunked = true;
        await (await hosted.Admin.SendAsync(request)).Problem(HttpStatusCode.LengthRequired);
    }

    [Theory]
    [InlineData("Done", HttpStatusCode.NoContent)]
    [InlineData("NoSuchPipeline", HttpStatusCode.NotFound)]
    [InlineData("NothingToLearn", HttpStatusCode.Conflict)]
    public async Task Relearn_EachOutcome_HasItsStatus(string outcome, HttpStatusCode status)
    {
        await using var hosted = await HostedAppliance.Start();
        string? asked = null;
        hosted.Appliance.OnRelearn = pipeline =>
        {
            asked = pipeline;
            return Enum.Parse<RelearnResult>(outcome);
        };
        var reply = await hosted.Admin.PostAsync("/api/pipelines/relearn", Json("""{"pipeline":"pump-health"}"""));
        Assert.Equal("pump-health", asked);
        if (status == HttpStatusCode.NoContent) Assert.Equal(status, reply.StatusCode);
        else await reply.Problem(status);
    }

    [Fact]
    public async Task Relearn_BodyIsNoJson_IsRefused()
    {
        await using var hosted = await HostedAppliance.Start();
        await (await hosted.Admin.PostAsync("/api/pipelines/relearn", new StringContent("x"))).Problem(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(CommandResult.Done, HttpStatusCode.NoContent)]
    [InlineData(CommandResult.NoSuchCommand, HttpStatusCode.NotFound)]
    [InlineData(CommandResult.BadValue, HttpStatusCode.BadRequest)]
    [InlineData(CommandResult.Failed, HttpStatusCode.Conflict)]
    public async Task Command_EachOutcome_HasItsStatus(CommandResult result, HttpStatusCode status)
    {
        await using var hosted = await HostedAppliance.Start();
        string? asked = null;
        hosted.Appliance.OnCommand = (command, value) =>
        {
            asked = $"{command} {value.GetRawText()}";
            return new CommandOutcome(result, "why");
        };
        var reply = await hosted.Admin.PostAsync("/api/sources/command", Json("""{"source":"relay","command":"on","value":true}"""));
        Assert.Equal("on true", asked);
        if (status == HttpStatusCode.NoContent) Assert.Equal(status, reply.StatusCode);
        else await reply.Problem(status);
    }

    [Theory]
    [InlineData("""{"source":"system","command":"on","value":true}""", HttpStatusCode.NotFound)]
    [InlineData("""{"source":"relay","command":"on"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"source":"relay","command":"on","value":1,"x":1}""", HttpStatusCode.BadRequest)]
    public async Task Command_BadBody_IsRefused(string body, HttpStatusCode status)
    {
        await using var hosted = await HostedAppliance.Start();
        await (await hosted.Admin.PostAsync("/api/sources/command", Json(body))).Problem(status);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
