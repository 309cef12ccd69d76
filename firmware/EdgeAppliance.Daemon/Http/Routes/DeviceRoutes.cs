using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>The devices that are known, and what can be done with them.</summary>
internal static class DeviceRoutes
{
    private const int HoursMax = 24 * 30;

    public static void Map(IEndpointRouteBuilder routes, IApplianceView view, IApplianceActions actions)
    {
        routes.Get("/api/devices", AccessScope.Read, context => context.WritePage(view.Devices(), PageJson.Default.DevicesPage));
        routes.Post("/api/devices/add", AccessScope.Admin, context => Add(context, actions));
        routes.Post("/api/devices/enroll", AccessScope.Admin, context => Enroll(context, actions));
        routes.Post("/api/devices/revoke", AccessScope.Admin, context => End(context, actions.RevokeDevice));
        routes.Post("/api/devices/remove", AccessScope.Admin, context => End(context, actions.RemoveDevice));
        routes.Post("/api/devices/release", AccessScope.Operate, context => End(context, actions.ReleaseDevice));
        routes.Post("/api/devices/quarantine", AccessScope.Operate, context => End(context, actions.QuarantineDevice));
        routes.Post("/api/devices/relearn", AccessScope.Operate, context => End(context, actions.RelearnDevice));
    }

    private static async Task Add(HttpContext context, IApplianceActions actions)
    {
        var device = await context.ReadBody(PageJson.Default.NewDevice);
        if (device.Id is null) throw new BadHttpRequestException("'id' is missing.");
        await Change(context, () => actions.AddDevice(device));
    }

    private static async Task Enroll(HttpContext context, IApplianceActions actions)
    {
        var request = await context.ReadBody(PageJson.Default.EnrolmentRequest);
        string id = request.Id ?? throw new BadHttpRequestException("'id' is missing.");
        double hours = request.Hours ?? DeviceChanges.EnrolmentUsual.TotalHours;
        if (!(hours is > 0 and <= HoursMax)) throw new BadHttpRequestException($"'hours' is from 0 to {HoursMax}.");
        await Change(context, () => actions.EnrolDevice(id, TimeSpan.FromHours(hours)) ?? throw new BadHttpRequestException($"There is no device '{id}'.", StatusCodes.Status404NotFound));
    }

    private static async Task Change(HttpContext context, Func<AddedDevice> change)
    {
        try
        {
            await context.WritePage(change(), PageJson.Default.AddedDevice, StatusCodes.Status201Created);
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
