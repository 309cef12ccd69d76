using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Tests.Daemon.Http;

internal static class Replies
{
    /// <summary>The problem that a reply must be.</summary>
    public static async Task<Problem> Problem(this HttpResponseMessage reply, HttpStatusCode status)
    {
        Assert.Equal(status, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = (await reply.Content.ReadFromJsonAsync(PageJson.Default.Problem))!;
        Assert.Equal((int)status, problem.Status);
        Assert.NotEmpty(problem.Title);
        return problem;
    }
}
