using System.Net;
using System.Net.Http.Json;
using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Ingest.Http;

namespace EdgeAppliance.Tests.Daemon.Twins;

public sealed class TwinRoutesTests
{
    private readonly FakeDevices _devices = new();

    [Fact]
    public async Task Twin_ReportedAndDesired_StandTogether()
    {
        var store = new RowStore();
        await using var live = new LiveReadings(store, us => us, new LiveLimits(), TimeProvider.System);
        live.Use(["plc", "other"]);
        var batch = ReadingBatch.Rent("plc", "pump", new ChannelSet("temp", "hum"), 1);
        batch.Set(batch.AddRow(1_700_000_000_000_000), 0, 21.5);
        await store.Append(batch);
        await using var hosted = await HostedAppliance.Start(live: live, devices: _devices);
        await Put(hosted, """{"on":true}""");
        var reply = await hosted.Admin.GetAsync("/api/devices/pump/twin");
        Assert.Equal("\"1\"", reply.Headers.ETag!.Tag);
        Assert.Equal("""{"device":"pump","reported":[{"source":"plc","time":"2023-11-14T22:13:20+00:00","values":{"temp":21.5}}],"desired":{"on":true},"version":1}""", await reply.Content.ReadAsStringAsync());
        await (await hosted.Admin.GetAsync("/api/devices/stranger/twin")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Desired_ChangedByTwo_IsLostByNeither()
    {
        await using var hosted = await HostedAppliance.Start(devices: _devices);
        Assert.Equal(HttpStatusCode.OK, (await Put(hosted, """{"a":1}""", ("If-None-Match", "*"))).StatusCode);
        await (await Put(hosted, """{"a":2}""", ("If-None-Match", "*"))).Problem(HttpStatusCode.PreconditionFailed);
        Assert.Equal(HttpStatusCode.OK, (await Put(hosted, """{"a":2}""", ("If-Match", "\"1\""))).StatusCode);
        await (await Put(hosted, """{"a":3}""", ("If-Match", "\"1\""))).Problem(HttpStatusCode.PreconditionFailed);
        Assert.Equal(["pump 1 {\"a\":1}", "pump 2 {\"a\":2}"], _devices.Told);
        Assert.Equal("""{"a":2}""", Encoding.UTF8.GetString(new DesiredStates(hosted.State.Path).Get("pump").Json));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("""{"a":1} {}""")]
    [InlineData("""{"a":""")]
    [InlineData("""{"a":[[[[[[[[[1]]]]]]]]]}""")]
    public async Task Desired_NoObject_IsRefused(string body)
    {
        await using var hosted = await HostedAppliance.Start(devices: _devices);
        await (await Put(hosted, body)).Problem(HttpStatusCode.BadRequest);
        await (await Put(hosted, $$"""{"a":"{{new string('x', DesiredStates.BytesMax)}}"}""")).Problem(HttpStatusCode.BadRequest);
        Assert.Empty(_devices.Told);
    }

    /// <summary>Whoever asks for such a text later is told by an exception.</summary>
    [Theory]
    [InlineData("""{"a":"\ud800"}""", 5)]
    [InlineData("""{"a":[{"\udc00b":1}]}""", 7)]
    public async Task Desired_HalfASurrogatePair_IsRefusedWithItsPlace(string body, int at)
    {
        await using var hosted = await HostedAppliance.Start(devices: _devices);
        Assert.Contains($"The text at byte {at} is none", (await (await Put(hosted, body)).Problem(HttpStatusCode.BadRequest)).Detail);
        Assert.Empty(_devices.Told);
        Assert.Equal(0, new DesiredStates(hosted.State.Path).Get("pump").Version);
    }

    [Theory]
    [InlineData("Done", HttpStatusCode.OK)]
    [InlineData("Sent", HttpStatusCode.Accepted)]
    [InlineData("NoSuchDevice", HttpStatusCode.NotFound)]
    [InlineData("NoSuchCommand", HttpStatusCode.NotFound)]
    [InlineData("BadValue", HttpStatusCode.BadRequest)]
    [InlineData("Failed", HttpStatusCode.Conflict)]
    [InlineData("NoAnswer", HttpStatusCode.GatewayTimeout)]
    public async Task Command_EachAnswer_HasItsStatus(string kind, HttpStatusCode status)
    {
        await using var hosted = await HostedAppliance.Start(devices: _devices);
        _devices.Answer = new DeviceAnswer(Enum.Parse<DeviceAnswerKind>(kind), "why") { Payload = "fine"u8.ToArray() };
        var reply = await hosted.Admin.PostAsync("/api/devices/pump/commands/on", Json("""{"value":{"speed":3},"waitSeconds":2}"""));
        Assert.Equal("""pump on {"speed":3} 2""", Assert.Single(_devices.Told));
        if ((int)status >= 400) Assert.Equal("why", (await reply.Problem(status)).Detail);
        else Assert.Equal((status, "fine"), (reply.StatusCode, (await reply.Content.ReadFromJsonAsync(PageJson.Default.DeviceCommandPage))!.Answer!.Value.GetString()));
    }

    [Theory]
    [InlineData("""{"waitSeconds":1}""")]
    [InlineData("""{"value":1,"waitSeconds":61}""")]
    [InlineData("""{"value":1,"waitSeconds":-1}""")]
    [InlineData("""{"value":"\ud800"}""")]
    public async Task Command_BadBody_IsRefused(string body)
    {
        await using var hosted = await HostedAppliance.Start(devices: _devices);
        await (await hosted.Admin.PostAsync("/api/devices/pump/commands/on", Json(body))).Problem(HttpStatusCode.BadRequest);
        Assert.Empty(_devices.Told);
    }

    [Fact]
    public void States_DamagedFile_IsPassedOver()
    {
        using var state = new StateFolder();
        var states = new DesiredStates(state.Path);
        states.Put("a/../b", "{}"u8, _ => true);
        states.Put("c", """{"x":1}"""u8, _ => true);
        File.WriteAllText(Path.Combine(state.Path, "twins", "zz.json"), "{");
        File.WriteAllText(Path.Combine(state.Path, "twins", "zy.json"), """{"device":"d","version":1,"desired":{"x":"\ud800"}}""");
        var again = new DesiredStates(state.Path);
        Assert.Equal(["a/../b", "c"], again.All.Select(entry => entry.Key).Order());
        Assert.Equal(1, again.Get("c").Version);
    }

    private static Task<HttpResponseMessage> Put(HostedAppliance hosted, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/devices/pump/twin/desired") { Content = Json(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return hosted.Admin.SendAsync(request);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
