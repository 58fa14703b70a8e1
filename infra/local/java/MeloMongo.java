import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;

/** Serves the MongoDB protocol on disk: MeloMongo PORT FILE. Every acknowledged write is committed before its answer. */
public final class MeloMongo {
  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop", "dropDatabase");

  public static void main(String[] args) {
    H2Backend backend = new H2Backend(args[1]) {
      @Override
      public Document handleMessage(MongoMessage message) {
        Document answer = super.handleMessage(message);
        // H2 commits in the background, and a crash then loses what was acknowledged.
        if (WRITES.contains(message.getDocument().keySet().iterator().next())) commit();
        return answer;
      }
    };
    // The driver refuses servers below wire version 8; only the number is raised, no feature.
    backend.version(new MongoVersion() {
      @Override
      public List<Integer> getVersionArray() {
        return List.of(7, 0, 0, 0);
      }

      @Override
      public int getWireVersion() {
        return 21;
      }
    });
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
  }
}
