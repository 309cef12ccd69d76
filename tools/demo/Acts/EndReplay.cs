using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Closes the pump scenario's books.</summary>
internal sealed class EndReplay : Act
{
    public override string Title => "The books are closed";

    public override string Meaning => "Every stream must be whole and in order, and the daemon must stop cleanly.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        Books.CompareRecords(stage);
        await Books.StopAppliance(stage);
    }
}
