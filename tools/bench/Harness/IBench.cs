namespace EdgeAppliance.Bench.Harness;

/// <summary>One thing that is measured. A new one is a class in the folder of what it measures and one line in <see cref="BenchCatalog"/>.</summary>
internal interface IBench
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>One line: what is measured, against what.</summary>
    string Summary { get; }

    Task RunAsync(BenchRun run);
}
