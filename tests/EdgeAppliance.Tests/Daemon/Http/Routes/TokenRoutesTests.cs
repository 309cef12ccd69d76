using System.Net;
using System.Net.Http.Json;
using System.Text;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Tests.Daemon.Http.Routes;

public sealed class TokenRoutesTests
{
    [Fact]
    public async Task Token_MadeAndRemoved_OpensAndShutsTheDoor()
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Admin.PostAsync("/api/tokens", Json("""{"name":"grafana","scope":"read"}"""));
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        var made = (await reply.Content.ReadFromJsonAsync(PageJson.Default.TokenStatus))!;
        using var reader = hosted.Client(made.Token);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/status")).StatusCode);
        await (await reader.GetAsync("/api/tokens")).Problem(HttpStatusCode.Forbidden);
        string list = await hosted.Admin.GetStringAsync("/api/tokens");
        Assert.Contains("\"grafana\"", list);
        Assert.DoesNotContain(made.Token!, list);
        Assert.Equal(HttpStatusCode.NoContent, (await hosted.Admin.DeleteAsync("/api/tokens/grafana")).StatusCode);
        await (await reader.GetAsync("/api/status")).Problem(HttpStatusCode.Unauthorized);
        await (await hosted.Admin.DeleteAsync("/api/tokens/grafana")).Problem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"name":"first","scope":"read"}""", HttpStatusCode.Conflict)]
    [InlineData("""{"name":"a","scope":"root"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"","scope":"read"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"a"}""", HttpStatusCode.BadRequest)]
    public async Task Add_Wrong_IsRefused(string body, HttpStatusCode status)
    {
        await using var hosted = await HostedAppliance.Start();
        await (await hosted.Admin.PostAsync("/api/tokens", Json(body))).Problem(status);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
