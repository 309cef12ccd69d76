using System.Net;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Tests.Daemon.Http.Access;

public sealed class AccessGuardTests
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/status")]
    [InlineData("/api/openapi.json")]
    [InlineData("/api/none")]
    public async Task Tcp_NoToken_LearnsNothing(string path)
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Nobody.GetAsync(path);
        await reply.Problem(HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.Single().ToString());
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Tcp_NoToken_MaySeeHealth(string path)
    {
        await using var hosted = await HostedAppliance.Start();
        Assert.Equal(HttpStatusCode.OK, (await hosted.Nobody.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Tcp_ManyWrongTokens_HaveToWaitAndTheRightOneNeedNot()
    {
        await using var hosted = await HostedAppliance.Start();
        using var wrong = hosted.Client("edge_wrong");
        for (int i = 0; i < FailureLimiter.FailuresPerWindow; i++) await (await wrong.GetAsync("/api/status")).Problem(HttpStatusCode.Unauthorized);
        hosted.Time.Advance(TimeSpan.FromSeconds(20));
        var limited = await wrong.GetAsync("/api/status");
        await limited.Problem(HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(40), limited.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, (await hosted.Admin.GetAsync("/api/status")).StatusCode);
        hosted.Time.Advance(TimeSpan.FromSeconds(40));
        await (await wrong.GetAsync("/api/status")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tcp_NoTokenManyTimes_IsNoGuess()
    {
        await using var hosted = await HostedAppliance.Start();
        for (int i = 0; i <= FailureLimiter.FailuresPerWindow; i++) await (await hosted.Nobody.GetAsync("/api/status")).Problem(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Tcp_OtherCredential_IsRefused(string header)
    {
        await using var hosted = await HostedAppliance.Start();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        await (await hosted.Nobody.SendAsync(request)).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tcp_ReadersToken_MayNotOperate()
    {
        await using var hosted = await HostedAppliance.Start();
        using var reader = hosted.Client(hosted.Host.Tokens.Add("reader", AccessScope.Read));
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/metrics")).StatusCode);
        var reply = await reader.PostAsync("/api/reload", null);
        Assert.Contains("operate", (await reply.Problem(HttpStatusCode.Forbidden)).Detail);
        Assert.Contains("insufficient_scope", reply.Headers.WwwAuthenticate.Single().ToString());
    }

    [Fact]
    public async Task Tcp_RemovedToken_IsWrongAtOnce()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Host.Tokens.Remove("first");
        await (await hosted.Admin.GetAsync("/api/status")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Socket_OwnUser_NeedsNoToken()
    {
        await using var hosted = await HostedAppliance.Start();
        Assert.Equal(HttpStatusCode.OK, (await hosted.Socket.PostAsync("/api/reload", null)).StatusCode);
    }
}
