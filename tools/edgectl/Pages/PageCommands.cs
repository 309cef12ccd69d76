using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>The commands that show a page of the daemon.</summary>
internal static class PageCommands
{
    public static Command Status(Surroundings around) => Page("status", "What the appliance is doing, and what is wrong.", "/api/status", around, StatusView.Write);

    public static Command Sources(Surroundings around) => Page("sources", "The sources, and what they took in.", "/api/sources", around, SourcesView.Write);

    public static Command Models(Surroundings around) => Page("models", "The models, their versions, and what runs them.", "/api/models", around, ModelsView.Write);

    public static Command ModelsList(Surroundings around) => Page("list", "The same.", "/api/models", around, ModelsView.Write);

    public static Command Updates(Surroundings around) => Page("updates", "New versions: what is fetched, and what is not taken again.", "/api/updates", around, UpdatesView.Write);

    public static Command Outbox(Surroundings around) => Page("outbox", "What waits to be sent.", "/api/outbox", around, OutboxView.Write);

    public static Command Sent(Surroundings around) => Page("sent", "What has left in bundles of data, for models to be trained with.", "/api/sent", around, SentView.Write);

    private static Command Page(string name, string description, string path, Surroundings around, Action<JsonPage, Surroundings> show) =>
        ControlCommand.Create(name, description, around.Screen, async (client, json, stop) =>
        {
            using var reply = await client.Get(path, stop);
            if (json) around.Screen.Json(reply.RootElement);
            else show(new JsonPage(reply.RootElement), around);
            return ExitCodes.Done;
        });
}
