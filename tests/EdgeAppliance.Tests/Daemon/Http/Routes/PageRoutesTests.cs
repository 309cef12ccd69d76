using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Tests.Daemon.Http.Routes;

public sealed class PageRoutesTests
{
    [Fact]
    public async Task Readyz_NotReady_TellsWhy()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.Reasons.AddRange(["source pump starts", "the store recovers"]);
        var problem = await (await hosted.Nobody.GetAsync("/readyz")).Problem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(hosted.Appliance.Reasons, problem.Errors);
        hosted.Appliance.Reasons.Clear();
        Assert.Equal("{\"status\":\"ready\"}", await hosted.Nobody.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Healthz_StandsStill_Is503()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.IsAlive = false;
        await (await hosted.Nobody.GetAsync("/healthz")).Problem(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Metrics_Reader_GetsPagesAndTheAppliancesOwn()
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Admin.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Content.Headers.ContentType!.ToString());
        string text = await reply.Content.ReadAsStringAsync();
        Assert.Contains("\nedge_uplink_backlog_records{uplink=\"cloud\"} 14\n", text);
        Assert.EndsWith("edge_fake_things_total 7\n", text);
    }

    [Fact]
    public async Task Logs_AfterASequence_AreTheNewerOnes()
    {
        await using var hosted = await HostedAppliance.Start();
        var page = await hosted.Socket.GetFromJsonAsync("/api/logs?after=1", PageJson.Default.LogsPage);
        Assert.Equal("Uplink cloud has no link: refused", page!.Lines.Single().Text);
        Assert.Equal(2, page.Next);
        Assert.Equal(1, (await hosted.Socket.GetFromJsonAsync("/api/logs?lines=1", PageJson.Default.LogsPage))!.Missed);
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("after=")]
    [InlineData("lines=1001")]
    [InlineData("after=9999999999999999999999")]
    [InlineData("after=1&after=2")]
    public async Task Logs_BadNumber_IsAProblem(string query)
    {
        await using var hosted = await HostedAppliance.Start();
        await (await hosted.Socket.GetAsync("/api/logs?" + query)).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Head_OfAPage_HasItsLengthAndNoBody()
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Socket.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/status"));
        Assert.True(reply.Content.Headers.ContentLength > 100);
        Assert.Empty(await reply.Content.ReadAsByteArrayAsync());
    }
}
