using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>How routes are made: each with the scope it needs.</summary>
internal static class RouteBuilder
{
    private static readonly string[] s_get = [HttpMethods.Get, HttpMethods.Head];

    public static void Get(this IEndpointRouteBuilder routes, string path, AccessScope? scope, RequestDelegate answer) =>
        routes.MapMethods(path, s_get, answer).WithMetadata(new RequiredScope(scope));

    public static void Post(this IEndpointRouteBuilder routes, string path, AccessScope scope, RequestDelegate answer) =>
        routes.MapPost(path, answer).WithMetadata(new RequiredScope(scope));

    public static void Delete(this IEndpointRouteBuilder routes, string path, AccessScope scope, RequestDelegate answer) =>
        routes.MapDelete(path, answer).WithMetadata(new RequiredScope(scope));

    public static Task WritePage<T>(this HttpContext context, T page, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        context.WriteBytes(JsonSerializer.SerializeToUtf8Bytes(page, type), "application/json", status);

    public static Task WriteBytes(this HttpContext context, ReadOnlyMemory<byte> body, string contentType, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <returns>The body, never null.</returns>
    /// <exception cref="BadHttpRequestException">It is not JSON, or not of this shape.</exception>
    public static async Task<T> ReadBody<T>(this HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            throw new BadHttpRequestException("Send the body as application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new BadHttpRequestException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body cannot be read: {e.Message}");
        }
    }
}
