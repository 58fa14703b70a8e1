import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

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

      @Override
      protected MongoDatabase openOrCreateDatabase(String name) {
        MVStore store = getMvStore();
        // The same maps under the same names as in H2Database of mongo-java-server 1.47, with collections of ours.
        return new H2Database(name, store, getCursorRegistry()) {
          @Override
          protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
            String namespace = getFullCollectionNamespace(collection);
            MVMap<Object, Document> documents = store.openMap("databases." + namespace);
            MVMap<String, Object> meta = store.openMap("meta." + namespace);
            return new Collection(this, collection, options, documents, meta, cursorRegistry);
          }
        };
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

  /** Finds by _id also when more is asked of the document, as a version is; the library would look at every document. */
  private static final class Collection extends H2Collection {
    Collection(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, Document> documents, MVMap<String, Object> meta, CursorRegistry cursors) {
      super(database, name, options, documents, meta, cursors);
    }

    @Override
    protected QueryResult queryDocuments(Document query, Document orderBy, int skip, int limit, int batchSize, Document projection) {
      if (query.size() > 1 && query.get("_id") instanceof String id) {
        return matchDocumentsFromStream(Stream.ofNullable(getDocument(id)), query, orderBy, skip, limit, batchSize, projection);
      }
      return super.queryDocuments(query, orderBy, skip, limit, batchSize, projection);
    }
  }
}
