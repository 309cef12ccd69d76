using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>The devices that are known, and what can be done with them.</summary>
internal static class DeviceRoutes
{
    public static void Map(IEndpointRouteBuilder routes, IApplianceView view, IApplianceActions actions)
    {
        routes.Get("/api/devices", AccessScope.Read, context => context.WritePage(view.Devices(), PageJson.Default.DevicesPage));
        routes.Post("/api/devices/add", AccessScope.Admin, context => Add(context, actions));
        routes.Post("/api/devices/revoke", AccessScope.Admin, context => End(context, actions.RevokeDevice));
        routes.Post("/api/devices/remove", AccessScope.Admin, context => End(context, actions.RemoveDevice));
    }

    private static async Task Add(HttpContext context, IApplianceActions actions)
    {
        var device = await context.ReadBody(PageJson.Default.NewDevice);
        if (device.Id is null) throw new BadHttpRequestException("'id' is missing.");
        try
        {
            await context.WritePage(actions.AddDevice(device), PageJson.Default.AddedDevice, StatusCodes.Status201Created);
        }
        catch (FormatException e)
        {
            throw new BadHttpRequestException($"The device is refused: {e.Message}.");
        }
        catch (ArgumentException e)
        {
            throw new BadHttpRequestException($"The device is refused: {e.Message}.", StatusCodes.Status409Conflict);
        }
    }

    private static async Task End(HttpContext context, Func<string, bool> end)
    {
        string id = (await context.ReadBody(PageJson.Default.DeviceRequest)).Id ?? throw new BadHttpRequestException("'id' is missing.");
        if (!end(id)) throw new BadHttpRequestException($"There is no device '{id}'.", StatusCodes.Status404NotFound);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
