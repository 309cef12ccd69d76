using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Ingest.Http;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Where readings are posted to.</summary>
internal static class PostRoutes
{
    public static void Map(IEndpointRouteBuilder routes, HttpIntake intake)
    {
        foreach (string path in new[] { "/ingest/{source}", "/ingest/{source}/{device}" })
            routes.MapPost(path, intake.Take).WithMetadata(new RequiredScope(AccessScope.Ingest), OftenAsked.Mark);
    }
}
