using EdgeAppliance.Core.Commands;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>What can be asked of the appliance.</summary>
internal static class ActionRoutes
{
    public static void Map(IEndpointRouteBuilder routes, IApplianceActions actions, Uploads uploads)
    {
        routes.Post("/api/reload", AccessScope.Operate, context => Reload(context, actions));
        routes.Post("/api/models/install", AccessScope.Operate, context => Install(context, actions.InstallModel, uploads));
        routes.Post("/api/bundles/install", AccessScope.Operate, context => Install(context, actions.InstallBundle, uploads));
        routes.Delete("/api/bundles/{name}", AccessScope.Operate, context => Forget(context, actions));
        routes.Post("/api/updates/look", AccessScope.Operate, context => Look(context, actions));
        routes.Post("/api/pipelines/relearn", AccessScope.Operate, context => Relearn(context, actions));
        routes.Post("/api/sources/command", AccessScope.Operate, context => Command(context, actions));
    }

    private static async Task Reload(HttpContext context, IApplianceActions actions)
    {
        var result = await actions.Reload(context.RequestAborted);
        if (result.IsDone) await context.WritePage(new ReloadPage(result.Changed), PageJson.Default.ReloadPage);
        else await Problems.Write(context, BadConfiguration(result.Errors));
    }

    private static Problem BadConfiguration(IReadOnlyList<string> errors) =>
        new(Problems.BadConfiguration, "Bad configuration", StatusCodes.Status422UnprocessableEntity)
        {
            Detail = "The configuration was refused whole, and the old one runs on.",
            Errors = errors,
        };

    private static async Task Install(HttpContext context, Func<string, CancellationToken, Task<InstallResult>> install, Uploads uploads)
    {
        if (!context.Request.HasJsonContentType())
        {
            using var upload = await uploads.Take(context);
            await Answer(context, await install(upload.Path, context.RequestAborted));
            return;
        }
        if (context.Features.Get<Caller>() is not { IsLocal: true })
            throw new BadHttpRequestException("A path is taken over the Unix socket only; send the bundle as the body.", StatusCodes.Status403Forbidden);
        string path = (await context.ReadBody(PageJson.Default.InstallRequest)).Path ?? "";
        if (!Path.IsPathFullyQualified(path)) throw new BadHttpRequestException("'path' is no absolute path.");
        await Answer(context, await install(path, context.RequestAborted));
    }

    private static Task Answer(HttpContext context, InstallResult result)
    {
        if (result.Install is { } install) return context.WritePage(install, PageJson.Default.InstallStatus, StatusCodes.Status202Accepted);
        return Problems.Write(context, new Problem(Problems.BadModel, "Bad model", StatusCodes.Status422UnprocessableEntity) { Detail = result.Error });
    }

    private static async Task Forget(HttpContext context, IApplianceActions actions)
    {
        string name = (string)context.Request.RouteValues["name"]!;
        if (!await actions.ForgetBundle(name, context.RequestAborted)) throw new BadHttpRequestException($"Nothing of the name '{name}' is installed.", StatusCodes.Status404NotFound);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task Look(HttpContext context, IApplianceActions actions)
    {
        if (!actions.LookForUpdates()) throw new BadHttpRequestException("No update repository is watched.", StatusCodes.Status409Conflict);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task Relearn(HttpContext context, IApplianceActions actions)
    {
        string pipeline = (await context.ReadBody(PageJson.Default.RelearnRequest)).Pipeline ?? throw new BadHttpRequestException("'pipeline' is missing.");
        var result = await actions.Relearn(pipeline, context.RequestAborted);
        if (result == RelearnResult.Done) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else if (result == RelearnResult.NoSuchPipeline) throw new BadHttpRequestException($"There is no pipeline '{pipeline}'.", StatusCodes.Status404NotFound);
        else throw new BadHttpRequestException($"No step of '{pipeline}' learns.", StatusCodes.Status409Conflict);
    }

    private static async Task Command(HttpContext context, IApplianceActions actions)
    {
        var request = await context.ReadBody(PageJson.Default.CommandRequest);
        if (request.Source is not { } source || request.Command is not { } command || request.Value is not { } value)
            throw new BadHttpRequestException("'source', 'command' or 'value' is missing.");
        var outcome = await actions.Command(source, command, value, context.RequestAborted)
            ?? throw new BadHttpRequestException($"There is no source '{source}' that takes commands.", StatusCodes.Status404NotFound);
        context.Response.StatusCode = outcome.Result switch
        {
            CommandResult.Done => StatusCodes.Status204NoContent,
            CommandResult.NoSuchCommand => throw new BadHttpRequestException(outcome.Text, StatusCodes.Status404NotFound),
            CommandResult.BadValue => throw new BadHttpRequestException(outcome.Text),
            _ => throw new BadHttpRequestException(outcome.Text, StatusCodes.Status409Conflict),
        };
    }
}
