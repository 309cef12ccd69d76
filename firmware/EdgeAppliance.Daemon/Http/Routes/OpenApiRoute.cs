using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>The interface's description, kept by hand in <c>openapi.json</c> beside this file; a test holds it against the routes and pages.</summary>
internal static class OpenApiRoute
{
    public const string Resource = "openapi.json";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/api/openapi.json", AccessScope.Read, context => context.WriteBytes(Document(), "application/json"));

    public static byte[] Document()
    {
        using var stream = typeof(OpenApiRoute).Assembly.GetManifestResourceStream(Resource)!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
