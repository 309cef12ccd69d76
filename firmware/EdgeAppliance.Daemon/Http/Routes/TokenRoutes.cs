using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>The tokens of other callers: an admin makes one for each device and removes it when the device goes.</summary>
internal static class TokenRoutes
{
    public const int NameCharsMax = 64;

    public static void Map(IEndpointRouteBuilder routes, TokenStore tokens)
    {
        routes.Get("/api/tokens", AccessScope.Admin, context => context.WritePage(new TokensPage([.. tokens.All.Select(Status)]), PageJson.Default.TokensPage));
        routes.Post("/api/tokens", AccessScope.Admin, context => Add(context, tokens));
        routes.Delete("/api/tokens/{name}", AccessScope.Admin, context => Remove(context, tokens));
    }

    private static TokenStatus Status(StoredToken token) => new(token.Name, ScopeNames.Of(token.Scope), token.Created);

    private static async Task Add(HttpContext context, TokenStore tokens)
    {
        var request = await context.ReadBody(PageJson.Default.TokenRequest);
        if (request.Name is not { Length: > 0 and <= NameCharsMax } name) throw new BadHttpRequestException($"'name' has 1 to {NameCharsMax} characters.");
        try
        {
            string text = tokens.Add(name, ScopeNames.Parse(request.Scope ?? ""));
            var made = Status(tokens.All.First(token => token.Name == name)) with { Token = text };
            await context.WritePage(made, PageJson.Default.TokenStatus, StatusCodes.Status201Created);
        }
        catch (FormatException e)
        {
            throw new BadHttpRequestException($"'scope': {e.Message}.");
        }
        catch (ArgumentException e)
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status409Conflict);
        }
    }

    private static Task Remove(HttpContext context, TokenStore tokens)
    {
        string name = (string)context.Request.RouteValues["name"]!;
        if (!tokens.Remove(name)) throw new BadHttpRequestException($"There is no token '{name}'.", StatusCodes.Status404NotFound);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
