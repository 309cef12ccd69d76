using System.Text.Json;
using EdgeAppliance.Daemon.Http.Pages;
using Microsoft.AspNetCore.WebUtilities;

namespace EdgeAppliance.Daemon.Http;

/// <summary>Errors as RFC 9457 problem details.</summary>
internal static class Problems
{
    public const string BadConfiguration = "urn:edge-appliance:problem:bad-configuration";
    public const string BadModel = "urn:edge-appliance:problem:bad-model";
    public const string NotReady = "urn:edge-appliance:problem:not-ready";
    private const string ContentType = "application/problem+json";

    /// <summary>A problem that its status says all of; section 4.2.1 of the RFC has <c>about:blank</c> for it.</summary>
    public static Problem Of(int status, string? detail = null) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(status), status) { Detail = detail };

    public static Task Write(HttpContext context, Problem problem)
    {
        problem = problem with { TraceId = RequestFrame.TraceId };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, PageJson.Default.Problem);
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
