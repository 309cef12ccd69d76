using EdgeAppliance.Daemon.Updates.Peers;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Files of installed bundles for other appliances of the site, by their hash, where <c>updates.servePeers</c> says so. Who knows the hash
/// knows of the file already; a token is not asked for.</summary>
internal sealed class PeerRoutes(PeerFiles files)
{
    private const int AtOnceMax = 4;
    private const int HashCharacters = 64;
    private readonly SemaphoreSlim _turns = new(AtOnceMax);

    public void Map(IEndpointRouteBuilder routes) => routes.Get("/peer/sha256/{hash}", null, Answer);

    private async Task Answer(HttpContext context)
    {
        string hash = (string)context.Request.RouteValues["hash"]!;
        if (hash.Length != HashCharacters || hash.AsSpan().ContainsAnyExcept("0123456789abcdef") || files.Find(hash) is not { } file)
            throw new BadHttpRequestException("There is no such file here.", StatusCodes.Status404NotFound);
        if (!_turns.Wait(0)) throw new BadHttpRequestException("Others are being served; try again later.", StatusCodes.Status503ServiceUnavailable);
        try
        {
            await Send(context, file);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task Send(HttpContext context, string file)
    {
        FileStream content;
        try
        {
            content = File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Replaced by another version just now.
            throw new BadHttpRequestException("There is no such file here.", StatusCodes.Status404NotFound, e);
        }
        await using (content)
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = content.Length;
            if (HttpMethods.IsHead(context.Request.Method)) return;
            await content.CopyToAsync(context.Response.Body, context.RequestAborted);
            files.Sent(content.Length);
        }
    }
}
